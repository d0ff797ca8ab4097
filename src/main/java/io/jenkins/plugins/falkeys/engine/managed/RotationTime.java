package io.jenkins.plugins.falkeys.engine.managed;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.time.Duration;
import java.time.Instant;

/** Spreads rotations over the day, as H does in a cron expression: each credential has its own time of day. */
final class RotationTime {

    private static final long DAY = Duration.ofDays(1).toSeconds();

    private RotationTime() {}

    /**
     * When a key has to be rotated: at the credential's time of day, within half a day of the given age.
     *
     * @param days the maximum age, at least 1
     */
    static Instant of(KeyRecord keyRecord, Target target, int days) {
        long age = keyRecord.since().getEpochSecond() + days * DAY;
        long timeOfDay = Math.floorMod((long) target.hashCode(), DAY);
        long after = Math.floorMod(age - timeOfDay, DAY);
        return Instant.ofEpochSecond(after <= DAY / 2 ? age - after : age - after + DAY);
    }
}
