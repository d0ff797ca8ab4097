package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Instant;
import java.util.List;

/**
 * The keys of an account.
 *
 * @param keys without duplicates
 * @param time when fal answered, by its own clock ({@code Date} header); null if fal does not say
 */
public record KeyList(List<KeyInfo> keys, @CheckForNull Instant time) {

    /** Whether the list contains this key. */
    public boolean has(String keyId) {
        return keys.stream().anyMatch(key -> key.keyId().equals(keyId));
    }
}
