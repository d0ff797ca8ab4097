package io.jenkins.plugins.falkeys.engine.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many calls a second fal lets through, as far as is known. Not thread-safe: {@link Pace} guards it.
 *
 * <p>Halving at each 429 and adding a little at each success would use three quarters of what fal allows, because the
 * rate would spend its life between a half and all of it. So a 429 sets the ceiling to what was measured to pass just
 * before; the rate is back there within a few calls, stays for some ten seconds, and then rises ever faster, because a
 * limit that has not shown itself for long was probably lifted. CUBIC (RFC 9438) and the adaptive retries of the AWS
 * SDKs do the same, for the same reason.
 */
final class AdaptiveRate {

    /** Calls per second before anything is known. */
    private static final double START = 40;

    private static final double LOWEST = 0.1;
    /** Seconds in which the rate doubles while no 429 ever came. */
    private static final double DOUBLING = 2;
    /** What is measured also counts calls that fal had saved up for us. */
    private static final double MARGIN = 0.95;
    /** How deep the rate falls below its ceiling, and how deep while the ceiling is but a guess. */
    private static final double DIP = 0.15;

    private static final double GUESSED_DIP = 0.5;
    /** A 429 after fewer successes tells little about the limit. */
    private static final int FEW = 6;
    /** What part of the dip is left after one more success. */
    private static final double RECOVERY = 0.7;
    /** Seconds of success until the rate is twice its ceiling, and how sharply it bends upwards. */
    private static final double RISE = 28;

    private static final double BEND = 6;
    /** Seconds by which the rise comes earlier while the ceiling is but a guess. */
    private static final double GUESSED_HEAD_START = 8;

    private static final Duration WINDOW = Duration.ofSeconds(2);

    private final Deque<Instant> passes = new ArrayDeque<>();
    private double perSecond = START;
    private double ceiling = Double.NaN;
    private double dip;
    private double risenFor;
    private int successes;

    /** From the start of one call to that of the next. */
    Duration interval() {
        return Duration.ofNanos((long) (1e9 / perSecond));
    }

    /**
     * A call passed.
     *
     * @param heldBack whether it would have started sooner at a higher rate; otherwise it says nothing against this one
     */
    void passed(Instant at, boolean heldBack) {
        successes++;
        measure(at);
        if (heldBack) {
            raise(1 / perSecond);
        }
    }

    /** The first call after a pause passed. */
    void resumed(Instant at) {
        successes = 1;
        passes.clear();
        measure(at);
    }

    /** A call was refused. */
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
