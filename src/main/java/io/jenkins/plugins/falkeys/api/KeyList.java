package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Instant;
import java.util.List;

/**
 * The keys of an account.
 *
 * @param keys each once
 * @param time when fal answered, by its own clock ({@code Date} header); null when fal does not tell
 */
public record KeyList(List<KeyInfo> keys, @CheckForNull Instant time) {

    /** Whether this key is among them. */
    public boolean has(String keyId) {
        return keys.stream().anyMatch(key -> key.keyId().equals(keyId));
    }
}
