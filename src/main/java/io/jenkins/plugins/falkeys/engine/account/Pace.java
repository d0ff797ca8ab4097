package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.port.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * When calls of one kind to one account may start: first come, first served, evenly spaced, only so many at once. How
 * far apart is up to {@link AdaptiveRate}. After a 429 nothing starts for a while, and then one call alone: the others
 * follow when it passed.
 *
 * <p>All methods may be called from any thread. None of them waits.
 */
public final class Pace {

    /** The leave to make one call. Its holder must report how the call ended; only the first report counts. */
    public interface Permit {

        /** fal answered, with anything but a 429. */
        void passed();

        /**
         * fal answered 429. The call may be made again after {@link Pace#enterAgain}.
         *
         * @param retryAfter how long fal asks to wait; null when it does not say
         */
        void limited(@CheckForNull Duration retryAfter);

        /** There was no answer, or the call was not made. This says nothing about the pace. */
        void unknown();
    }

    /** What may start. */
    private enum Gate {
        OPEN,
        ONE_ALONE,
        /** That one is under way. */
        SHUT
    }

    private final Clock clock;
    private final Timer timer;
    private final RateBackOff backOff;
    private final int mostAtOnce;
    private final Supplier<Duration> longestPause;

    private final AdaptiveRate rate = new AdaptiveRate();
    private final TreeMap<Long, CompletableFuture<Permit>> queue = new TreeMap<>();
    private long tickets;
    private int running;
    private Gate gate = Gate.OPEN;
    private int pauses;
    private Instant lastStart = Instant.MIN;
    private Instant nextStart = Instant.MIN;
    /** How far ahead {@link #nextStart} was when it was set; if it is farther now, the clock was set back. */
    private Duration farthest = Duration.ZERO;

    /** The start that the timer is set for; null when it is not set. */
    @CheckForNull
    private Instant wakesAt;

    @CheckForNull
    private Timer.Cancellable wake;

    /**
     * @param random for the jitter of pauses
     * @param mostAtOnce how many calls may be under way
     * @param longestPause what no pause exceeds, whatever fal asks for; read at each 429
     */
    Pace(Clock clock, Timer timer, RandomGenerator random, int mostAtOnce, Supplier<Duration> longestPause) {
        this.clock = clock;
        this.timer = timer;
        this.backOff = new RateBackOff(random);
        this.mostAtOnce = mostAtOnce;
        this.longestPause = longestPause;
    }

    /**
     * Queues up for one call.
     *
     * @return completes when the call may start, on the thread of the timer or of another call's report, so that a call
     *     that waits belongs on an executor; cancelling it leaves the queue
     */
    public CompletableFuture<Permit> enter() {
        return enter(null);
    }

    /** Queues up again for a call that was refused, where it was before: ahead of all that came later. */
    public CompletableFuture<Permit> enterAgain(Permit refused) {
        return enter(((Call) refused).ticket);
    }

    private CompletableFuture<Permit> enter(@CheckForNull Long again) {
        CompletableFuture<Permit> turn = new CompletableFuture<>();
        long ticket;
        synchronized (this) {
            ticket = again == null ? tickets++ : again;
            if (queue.putIfAbsent(ticket, turn) != null) {
                throw new IllegalStateException("This call is in the queue already");
            }
        }
        turn.whenComplete((permit, error) -> leave(ticket, turn));
        startDue(null);
        return turn;
    }

    private synchronized void leave(long ticket, CompletableFuture<Permit> turn) {
        queue.remove(ticket, turn);
    }

    /** The end of the pause that a 429 brought; empty when there is none. */
    public synchronized Optional<Instant> pausedUntil() {
        return gate == Gate.ONE_ALONE && clock.instant().isBefore(nextStart)
                ? Optional.of(nextStart)
                : Optional.empty();
    }

    /** How many calls wait for their turn. */
    public synchronized int queued() {
        return queue.size();
    }

    private void startDue(@CheckForNull Instant woken) {
        for (Call call = next(woken); call != null; call = next(null)) {
            if (!call.turn.complete(call)) {
                call.unknown(); // it left the queue just now
            }
        }
    }

    /**
     * Takes the next call out of the queue if it may start now; otherwise sees to it that it starts in time.
     *
     * @param woken the start that the timer was set for, which is now whatever the clock says; null when it was not the
     *     timer that called
     */
    @CheckForNull
    private synchronized Call next(@CheckForNull Instant woken) {
        boolean awaited = nextStart.equals(wakesAt);
        if (woken != null && woken.equals(wakesAt)) {
            wakesAt = null;
        }
        if (queue.isEmpty() || running == mostAtOnce || gate == Gate.SHUT) {
            return null;
        }
        Instant now = clock.instant();
        if (now.isBefore(nextStart) && !nextStart.equals(woken)) {
            wakeAtNextStart(now);
            return null;
        }
        boolean alone = gate == Gate.ONE_ALONE;
        if (alone) {
            gate = Gate.SHUT;
        }
        running++;
        lastStart = now;
        startNextAfter(now, rate.interval());
        Map.Entry<Long, CompletableFuture<Permit>> first = queue.pollFirstEntry();
        return new Call(first.getKey(), first.getValue(), pauses, alone, awaited && !alone);
    }

    private synchronized void startNextAfter(Instant now, Duration wait) {
        nextStart = now.plus(wait);
        farthest = wait;
    }

    private synchronized void wakeAtNextStart(Instant now) {
        if (nextStart.equals(wakesAt)) {
            return;
        }
        if (wakesAt != null && wake != null) {
            wake.cancel();
        }
        Instant start = nextStart;
        Duration wait = Duration.between(now, start);
        wakesAt = start;
        wake = timer.after(wait.compareTo(farthest) < 0 ? wait : farthest, () -> startDue(start));
    }

    /** Only the first 429 among the calls that were under way begins a pause; the others can but prolong it. */
    private synchronized void pause(Call refused, Duration asked, Duration longest) {
        Instant now = clock.instant();
        Duration wait = asked;
        if (refused.isCurrent()) {
            if (!refused.alone) { // one call alone tells nothing about a rate
                rate.limited(now);
            }
            Duration evenly = Duration.between(now, lastStart.plus(rate.interval()));
            wait = longer(longer(asked, backOff.next()), evenly);
            pauses++;
            gate = Gate.ONE_ALONE;
            nextStart = now;
        }
        wait = wait.compareTo(longest) < 0 ? wait : longest;
        if (gate == Gate.ONE_ALONE && nextStart.isBefore(now.plus(wait))) {
            startNextAfter(now, wait);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private synchronized void become(Gate next) {
        gate = next;
    }

    private synchronized int pausesSoFar() {
        return pauses;
    }

    private final class Call implements Permit {

        private final long ticket;
        private final CompletableFuture<Permit> turn;
        /** How many pauses there had been when it started. */
        private final int pausesBefore;

        private final boolean alone;
        private final boolean heldBack;
        private boolean ended;

        Call(long ticket, CompletableFuture<Permit> turn, int pausesBefore, boolean alone, boolean heldBack) {
            this.ticket = ticket;
            this.turn = turn;
            this.pausesBefore = pausesBefore;
            this.alone = alone;
            this.heldBack = heldBack;
        }

        /** Whether no pause began since it started. */
        boolean isCurrent() {
            return pausesBefore == pausesSoFar();
        }

        @Override
        public void passed() {
            end(() -> {
                if (alone) {
                    become(Gate.OPEN);
                    rate.resumed(clock.instant());
                } else {
                    rate.passed(clock.instant(), heldBack && isCurrent());
                }
                if (isCurrent()) {
                    backOff.reset();
                }
            });
        }

        @Override
        public void limited(@CheckForNull Duration retryAfter) {
            Duration longest = longestPause.get();
            end(() -> pause(this, retryAfter == null ? Duration.ZERO : retryAfter, longest));
        }

        @Override
        public void unknown() {
            end(() -> {
                if (alone) {
                    become(Gate.ONE_ALONE);
                }
            });
        }

        void end(Runnable report) {
            synchronized (Pace.this) {
                if (ended) {
                    return;
                }
                ended = true;
                running--;
                report.run();
            }
            startDue(null);
        }
    }
}
