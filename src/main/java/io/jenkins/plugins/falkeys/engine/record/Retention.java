package io.jenkins.plugins.falkeys.engine.record;

import java.time.Duration;
import java.time.Instant;

/**
 * How long the records of deleted keys are kept.
 *
 * @param buildKeys applies to keys that lived in a block or a build
 * @param storedKeys applies to keys that were stored in credentials
 */
public record Retention(Duration buildKeys, Duration storedKeys) {

    /** Whether the key was deleted so long ago that its record can be forgotten. */
    public boolean isOver(KeyRecord keyRecord, Instant now) {
        Duration kept = keyRecord.kind() == KeyRecord.Kind.BUILD ? buildKeys : storedKeys;
        return keyRecord.state() == KeyState.DELETED
                && keyRecord.changedAt().plus(kept).isBefore(now);
    }
}
