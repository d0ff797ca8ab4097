package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;
import java.util.List;

/**
 * The keys of an account.
 *
 * @param keys each once
 * @param ahead how far fal's clock is ahead of this machine's, by the {@code Date} header; null when fal sent none
 */
public record KeyList(List<KeyInfo> keys, @CheckForNull Duration ahead) {

    /** Whether this key is among them. */
    public boolean has(String keyId) {
        return keys.stream().anyMatch(key -> key.keyId().equals(keyId));
    }
}
