package io.jenkins.plugins.falkeys.engine.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** The rate at which a {@link Pace} sends, in calls per second, as it is learned from what passed and what did not. */
final class SendingRate {

    private static final double FIRST = 40;
    private static final double LOWEST = 0.1;

    /** How far below the rate that passed to stay, so that the next 429 comes late. */
    private static final double MARGIN = 0.95;

    /** With so few calls since the last 429, the rate is still far off. */
    private static final int FEW = 8;

    /** The window in which the rate that passes is measured. */
    private static final Duration WINDOW = Duration.ofSeconds(1);

    /** In how many seconds of sending the growth beyond the known rate doubles it. */
    private static final double DOUBLING_SECONDS = 14;

    private final Deque<Instant> passes = new ArrayDeque<>();
    private double rate = FIRST;
    private int passedSinceLimit;
    private boolean everLimited;

    /** The rate that passed before the last 429. */
    private double known;

    /** What part of it remained after the last 429, and in how many seconds of sending the rest comes back. */
    private double remaining;

    private double recoverySeconds;

    /** For how long calls were sent at the full rate since the last 429. */
    private double seconds;

    /** The time between two calls. */
    Duration interval() {
        return Duration.ofNanos((long) (1e9 / rate));
    }

    /**
     * @param atRate whether the call was sent exactly when its time had come: calls that came by themselves, and later,
     *     tell nothing about the rate
     */
    void passed(Instant now, boolean atRate) {
        passes.add(now);
        forget(now);
        passedSinceLimit++;
        if (!atRate) {
            return;
        }
        if (!everLimited) {
            rate *= Math.pow(2, 1 / rate); // doubles in a second
            return;
        }
        seconds += 1 / rate;
        double past = seconds - recoverySeconds;
        double grown = past > 0
                ? Math.pow(past / DOUBLING_SECONDS, 3)
                : (1 - remaining) * Math.pow(past / recoverySeconds, 3);
        rate = known * (1 + grown);
    }

    /** A call did not pass, for the first time since the last pause. */
    void limited(Instant now) {
        forget(now);
        known = Math.max(LOWEST, Math.min(measured(now), rate) * MARGIN);
        boolean farOff = !everLimited || passedSinceLimit < FEW;
        remaining = farOff ? 0.5 : 0.8;
        recoverySeconds = farOff ? 3 : 10;
        rate = known * remaining;
        everLimited = true;
        passedSinceLimit = 0;
        passes.clear();
        seconds = 0;
    }

    private double measured(Instant now) {
        if (passes.isEmpty()) {
            return rate / 2;
        }
        double span = Duration.between(passes.peek(), now).toNanos() / 1e9;
        return passes.size() / Math.max(span, 1e-3);
    }

    private void forget(Instant now) {
        while (!passes.isEmpty() && passes.peek().isBefore(now.minus(WINDOW))) {
            passes.poll();
        }
    }
}
