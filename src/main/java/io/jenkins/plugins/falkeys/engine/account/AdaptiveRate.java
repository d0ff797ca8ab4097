package io.jenkins.plugins.falkeys.engine.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many calls per second fal currently accepts, as an estimate. Not thread-safe: {@link Pace} guards it.
 *
 * <p>The classic scheme, which halves the rate at each 429 and adds a little at each success, would use only three
 * quarters of what fal allows, because the rate moves between half the limit and the limit. Here, a 429 sets the
 * ceiling to the rate that was measured just before it. The rate is back at the ceiling within a few calls, stays there
 * for about ten seconds, and then rises faster and faster, because a limit that has not been hit for a while was
 * probably lifted. CUBIC (RFC 9438) and the adaptive retries of the AWS SDKs do the same, for the same reason.
 */
final class AdaptiveRate {

    /** Calls per second before the limit is known. */
    private static final double START = 40;

    private static final double LOWEST = 0.1;
    /** Seconds in which the rate doubles as long as there has never been a 429. */
    private static final double DOUBLING = 2;
    /** The measured rate includes bursts that fal allowed after a quiet period, so the ceiling stays below it. */
    private static final double MARGIN = 0.95;
    /** How far the rate falls below the ceiling at a 429, also while the ceiling is only a guess. */
    private static final double DIP = 0.15;

    private static final double GUESSED_DIP = 0.5;
    /** A 429 after fewer successes than this says little about the limit. */
    private static final int FEW = 6;
    /** The fraction of the dip that remains after each success. */
    private static final double RECOVERY = 0.7;
    /** Seconds of success until the rate is twice the ceiling, and how sharply the curve bends upwards. */
    private static final double RISE = 28;

    private static final double BEND = 6;
    /** How many seconds earlier the rise begins while the ceiling is only a guess. */
    private static final double GUESSED_HEAD_START = 8;

    private static final Duration WINDOW = Duration.ofSeconds(2);

    private final Deque<Instant> passes = new ArrayDeque<>();
    private double perSecond = START;
    private double ceiling = Double.NaN;
    private double dip;
    private double risenFor;
    private int successes;

    /** The time from the start of one call to the start of the next. */
    Duration interval() {
        return Duration.ofNanos((long) (1e9 / perSecond));
    }

    /** Whether a call was ever refused. */
    boolean isLimited() {
        return !Double.isNaN(ceiling);
    }

    /**
     * A call succeeded.
     *
     * @param heldBack whether a higher rate would have let it start sooner; if not, its success does not justify a
     *     higher rate
     */
    void passed(Instant at, boolean heldBack) {
        successes++;
        measure(at);
        if (heldBack) {
            raise(1 / perSecond);
        }
    }

    /** The first call after a pause succeeded. */
    void resumed(Instant at) {
        successes = 1;
        passes.clear();
        measure(at);
    }

    /** A call got a 429. */
    void limited(Instant at) {
        boolean guessed = Double.isNaN(ceiling) || successes < FEW;
        ceiling = Math.max(LOWEST, MARGIN * Math.min(perSecond, measured(at)));
        dip = guessed ? GUESSED_DIP : DIP;
        risenFor = guessed ? GUESSED_HEAD_START : 0;
        perSecond = ceiling * (1 - dip);
        successes = 0;
    }

    private void raise(double seconds) {
        if (Double.isNaN(ceiling)) {
            perSecond *= Math.pow(2, seconds / DOUBLING);
        } else {
            dip *= RECOVERY;
            risenFor += seconds;
            perSecond = ceiling * (1 - dip + Math.pow(risenFor / RISE, BEND));
        }
    }

    private void measure(Instant at) {
        passes.add(at);
        forgetBefore(at.minus(WINDOW));
    }

    private double measured(Instant now) {
        forgetBefore(now.minus(WINDOW));
        if (passes.isEmpty()) {
            return perSecond / 2;
        }
        return passes.size()
                * 1e9
                / Math.max(1, Duration.between(passes.getFirst(), now).toNanos());
    }

    private void forgetBefore(Instant start) {
        while (!passes.isEmpty() && passes.getFirst().isBefore(start)) {
            passes.removeFirst();
        }
    }
}
