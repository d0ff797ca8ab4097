package io.jenkins.plugins.falkeys.engine.account;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The minimum pause after a 429: a quarter of a second, doubled with each consecutive 429, at most 30 s, ±25 %. */
final class RateBackOff {

    private static final long FIRST_MILLIS = 250;
    private static final long MAX_MILLIS = 30_000;
    private static final double JITTER = 0.25;

    private final RandomGenerator random;
    private long millis = FIRST_MILLIS;

    RateBackOff(RandomGenerator random) {
        this.random = random;
    }

    Duration next() {
        Duration pause = Duration.ofMillis((long) (millis * random.nextDouble(1 - JITTER, 1 + JITTER)));
        millis = Math.min(2 * millis, MAX_MILLIS);
        return pause;
    }

    /** A call succeeded. */
    void reset() {
        millis = FIRST_MILLIS;
    }
}
