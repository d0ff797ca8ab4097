package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Instant;
import java.util.List;

/**
 * One page of an account's keys. Pages shift while keys are created and deleted, so a key may appear on two of them.
 *
 * @param keys in fal's order
 * @param next cursor of the next page; null if this is the last one
 * @param time when fal answered, by its own clock ({@code Date} header); null if fal does not say
 */
public record KeyListPage(
        List<KeyInfo> keys,
        @CheckForNull String next,
        @CheckForNull Instant time) {

    public KeyListPage {
        keys = List.copyOf(keys);
    }
}
