package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.port.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Decides when calls of one kind to one account may start: in order of arrival, evenly spaced, with a limit on parallel
 * calls. {@link AdaptiveRate} determines the spacing. After a 429, nothing starts for a while, and then a single call;
 * once that has succeeded, the others follow.
 *
 * <p>All methods may be called from any thread. None of them blocks.
 */
public final class Pace {

    /** Permission for one call. The holder must report how the call ended; only the first report counts. */
    public interface Permit {

        /** fal answered with anything but a 429. */
        void passed();

        /**
         * fal answered with a 429. The call may be repeated after {@link Pace#enterAgain}.
         *
         * @param retryAfter how long fal asks to wait; null if it does not say
         */
        void limited(@CheckForNull Duration retryAfter);

        /** There was no response, or the call was not made. This says nothing about the pace. */
        void unknown();
    }

    /** Which calls may start. */
    private enum Gate {
        OPEN,
        /** A single call, once the pause is over. */
        PROBE,
        /** None, because the probe is under way. */
        SHUT
    }

    private final Clock clock;
    private final Timer timer;
    private final RateBackOff backOff;
    private final int maxParallel;
    private final Supplier<Duration> maxPause;

    private final AdaptiveRate rate = new AdaptiveRate();
    private final TreeMap<Long, CompletableFuture<Permit>> queue = new TreeMap<>();
    private long tickets;
    private int running;
    private Gate gate = Gate.OPEN;
    private int pauses;
    private Instant lastStart = Instant.MIN;
    private Instant nextStart = Instant.MIN;
    /** How far in the future {@link #nextStart} was when it was set. If it is farther now, the clock was set back. */
    private Duration longestWait = Duration.ZERO;

    /** The start time that the timer is set for; null if it is not set. */
    @CheckForNull
    private Instant wakesAt;

    @CheckForNull
    private Timer.Cancellable wake;

    /**
     * @param random for the jitter of pauses
     * @param maxParallel the maximum number of parallel calls
     * @param maxPause the maximum length of a pause, whatever fal asks for; read at each 429
     */
    Pace(Clock clock, Timer timer, RandomGenerator random, int maxParallel, Supplier<Duration> maxPause) {
        this.clock = clock;
        this.timer = timer;
        this.backOff = new RateBackOff(random);
        this.maxParallel = maxParallel;
        this.maxPause = maxPause;
    }

    /**
     * Queues up for one call.
     *
     * @return completes when the call may start, on the timer's thread or on the thread that reports another call, so
     *     blocking calls must be handed to an executor; cancelling it leaves the queue
     */
    public CompletableFuture<Permit> enter() {
        return enter(null);
    }

    /** Queues up again for a call that got a 429, in its original position: ahead of everything that came later. */
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

    /** How many calls are waiting for their turn. */
    public synchronized int queued() {
        return queue.size();
    }

    /** Whether fal has ever let through less than was wanted. */
    public synchronized boolean isLimited() {
        return rate.isLimited();
    }

    private void startDue(@CheckForNull Instant woken) {
        for (Call call = next(woken); call != null; call = next(null)) {
            if (!call.turn.complete(call)) {
                call.unknown(); // it has just left the queue
            }
        }
    }

    /**
     * Takes the next call out of the queue if it may start now, or else sets the timer for it.
     *
     * @param woken the start time that the timer was set for, which counts as now whatever the clock says; null if the
     *     caller is not the timer
     */
    @CheckForNull
    private synchronized Call next(@CheckForNull Instant woken) {
        boolean awaited = nextStart.equals(wakesAt);
        if (woken != null && woken.equals(wakesAt)) {
            wakesAt = null;
        }
        if (queue.isEmpty() || running == maxParallel || gate == Gate.SHUT) {
            return null;
        }
        Instant now = clock.instant();
        if (now.isBefore(nextStart) && !nextStart.equals(woken)) {
            wakeAtNextStart(now);
            return null;
        }
        boolean probe = gate == Gate.PROBE;
        if (probe) {
            gate = Gate.SHUT;
        }
        running++;
        lastStart = now;
        startNextAfter(now, rate.interval());
        Map.Entry<Long, CompletableFuture<Permit>> first = queue.pollFirstEntry();
        return new Call(first.getKey(), first.getValue(), pauses, probe, awaited && !probe);
    }

    private synchronized void startNextAfter(Instant now, Duration wait) {
        nextStart = now.plus(wait);
        longestWait = wait;
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
        wake = timer.after(wait.compareTo(longestWait) < 0 ? wait : longestWait, () -> startDue(start));
    }

    /** The first 429 among parallel calls begins a pause. The others can only prolong it. */
    private synchronized void pause(Call refused, Duration asked, Duration maximum) {
        Instant now = clock.instant();
        Duration wait = asked;
        if (refused.isCurrent()) {
            if (!refused.probe) { // a single call says nothing about the rate
                rate.limited(now);
            }
            wait = longer(longer(asked, backOff.next()), restOfInterval(now));
            pauses++;
            gate = Gate.PROBE;
            nextStart = now;
        }
        wait = wait.compareTo(maximum) < 0 ? wait : maximum;
        if (gate == Gate.PROBE && nextStart.isBefore(now.plus(wait))) {
            startNextAfter(now, wait);
        }
    }

    /** The rest of the interval that began with the last start. */
    private Duration restOfInterval(Instant now) {
        // The clock may have been set back since then.
        return lastStart.isAfter(now) ? rate.interval() : Duration.between(now, lastStart.plus(rate.interval()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private synchronized void setGate(Gate next) {
        gate = next;
    }

    private synchronized int pausesSoFar() {
        return pauses;
    }

    private final class Call implements Permit {

        private final long ticket;
        private final CompletableFuture<Permit> turn;
        /** The number of pauses before the call started. */
        private final int pausesBefore;

        private final boolean probe;
        private final boolean heldBack;
        private boolean ended;

        Call(long ticket, CompletableFuture<Permit> turn, int pausesBefore, boolean probe, boolean heldBack) {
            this.ticket = ticket;
            this.turn = turn;
            this.pausesBefore = pausesBefore;
            this.probe = probe;
            this.heldBack = heldBack;
        }

        /** Whether no pause has begun since the call started. */
        boolean isCurrent() {
            return pausesBefore == pausesSoFar();
        }

        @Override
        public void passed() {
            end(() -> {
                if (probe) {
                    setGate(Gate.OPEN);
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
            Duration maximum = maxPause.get();
            end(() -> pause(this, retryAfter == null ? Duration.ZERO : retryAfter, maximum));
        }

        @Override
        public void unknown() {
            end(() -> {
                if (probe) {
                    setGate(Gate.PROBE);
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
