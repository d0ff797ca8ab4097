package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.port.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Says when calls of one kind to one account may start: first come first served, evenly spaced, and as fast as fal lets
 * them through. A 429 pauses all of them and lowers the rate; after the pause one call probes, and when it passed the
 * others follow.
 *
 * <p>Rates that only grow by equal steps and are halved by each 429 average three quarters of what fal allows. So, like
 * CUBIC (RFC 9438) and the adaptive mode of the AWS SDK, this one remembers the rate that passed before the last 429,
 * returns to it quickly, stays near it, and grows faster again when no 429 comes for long.
 */
final class Pace {

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(300);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

    private final Clock clock;
    private final Timer timer;
    private final RandomGenerator random;
    private final int mostAtOnce;
    private final Supplier<Duration> longestPause;
    private final SendingRate rate;
    private final Deque<CompletableFuture<Permit>> queue = new ArrayDeque<>();
    private State state = State.OPEN;
    private long pauses;
    private int failedProbes;
    private int inFlight;
    private Instant next;
    private Timer.Cancellable alarm;

    private enum State {
        OPEN,
        /** The next call is to find out whether fal lets calls through again. */
        PROBE_DUE,
        PROBING
    }

    /**
     * @param mostAtOnce how many calls may be under way
     * @param longestPause how long fal's {@code Retry-After} may hold up the next probe
     */
    Pace(Clock clock, Timer timer, RandomGenerator random, int mostAtOnce, Supplier<Duration> longestPause) {
        this.clock = clock;
        this.timer = timer;
        this.random = random;
        this.mostAtOnce = mostAtOnce;
        this.longestPause = longestPause;
        this.rate = new SendingRate();
        this.next = clock.instant();
    }

    /** A turn. Whoever has it reports the end of its call, by one of these methods. */
    final class Permit {

        private final long pause = pauses;
        private final boolean probe;
        private final boolean spaced;

        private Permit(boolean probe, boolean spaced) {
            this.probe = probe;
            this.spaced = spaced;
        }

        /** The call passed the rate limit. */
        void passed() {
            ended(() -> {
                rate.passed(clock.instant(), spaced && pause == pauses);
                if (pause == pauses) {
                    failedProbes = 0;
                    state = State.OPEN;
                }
            });
        }

        /**
         * fal answered 429.
         *
         * @param retryAfter how long fal asks to wait; null when it does not ask
         */
        void limited(@CheckForNull Duration retryAfter) {
            ended(() -> {
                Instant now = clock.instant();
                Duration asked = retryAfter == null ? Duration.ZERO : min(retryAfter, longestPause.get());
                if (pause != pauses) {
                    next = max(next, now.plus(asked)); // it was sent before the pause that the others are in
                    return;
                }
                if (!probe) {
                    rate.limited(now);
                }
                pauses++;
                state = State.PROBE_DUE;
                next = now.plus(max(backOff(), asked));
            });
        }

        /** There was no call, or nobody knows whether it passed. */
        void unknown() {
            ended(() -> {
                if (pause == pauses && probe) {
                    state = State.PROBE_DUE;
                }
            });
        }

        private void ended(Runnable change) {
            synchronized (Pace.this) {
                inFlight--;
                change.run();
            }
            letIn(false);
        }
    }

    /** Completes with the caller's turn. To cancel it leaves the queue. */
    CompletableFuture<Permit> enter() {
        return enter(false);
    }

    /** The same for a call that had its turn before, and comes before all others. */
    CompletableFuture<Permit> enterAgain() {
        return enter(true);
    }

    private CompletableFuture<Permit> enter(boolean first) {
        CompletableFuture<Permit> turn = new CompletableFuture<>();
        synchronized (this) {
            if (first) {
                queue.addFirst(turn);
            } else {
                queue.addLast(turn);
            }
        }
        turn.whenComplete((permit, error) -> {
            if (error != null) {
                leave(turn);
            }
        });
        letIn(false);
        return turn;
    }

    private void leave(CompletableFuture<Permit> turn) {
        synchronized (this) {
            queue.remove(turn);
        }
        letIn(false);
    }

    /** How many calls wait for their turn. */
    synchronized int queued() {
        return queue.size();
    }

    /**
     * Gives turns to those whose time has come.
     *
     * @param spaced whether the first of them had to wait for its time, so that the rate can be learned from it
     */
    private void letIn(boolean spaced) {
        boolean waited = spaced;
        CompletableFuture<Permit> turn;
        Permit permit;
        while (true) {
            synchronized (this) {
                if (queue.isEmpty() || inFlight >= mostAtOnce || state == State.PROBING) {
                    return;
                }
                Instant now = clock.instant();
                if (now.isBefore(next)) {
                    wakeUp(Duration.between(now, next));
                    return;
                }
                turn = queue.poll();
                permit = new Permit(state == State.PROBE_DUE, waited);
                if (permit.probe) {
                    state = State.PROBING;
                }
                inFlight++;
                next = now.plus(rate.interval());
                waited = false;
            }
            if (!turn.complete(permit)) {
                permit.unknown();
            }
        }
    }

    private void wakeUp(Duration delay) {
        if (alarm != null) {
            alarm.cancel();
        }
        alarm = timer.after(delay, () -> letIn(true));
    }

    private Duration backOff() {
        Duration doubled = FIRST_BACK_OFF.multipliedBy(1L << Math.min(failedProbes++, 10));
        long nanos = min(doubled, LONGEST_BACK_OFF).toNanos();
        return Duration.ofNanos((long) (nanos * random.nextDouble(0.75, 1.25)));
    }

    private static <T extends Comparable<T>> T min(T one, T other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static <T extends Comparable<T>> T max(T one, T other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
