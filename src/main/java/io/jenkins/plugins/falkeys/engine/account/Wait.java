package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.port.Timer;
import io.jenkins.plugins.falkeys.engine.record.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How long one request may still wait, for everything that it waits for: locks, its turn at fal, and shared results.
 * The user is notified once, if a wait turns out to be noticeable.
 */
public final class Wait {

    /** Shorter waits are not logged. */
    private static final Duration NOTICEABLE = Duration.ofSeconds(1);

    private final Ports ports;
    private final Duration budget;
    private final StopSignal stop;
    private final CompletableFuture<?> abort;
    private final Consumer<String> user;
    private final AtomicBoolean notified = new AtomicBoolean();
    private Instant deadline;
    private Instant lastChecked;

    private Wait(
            Ports ports,
            @CheckForNull Duration budget,
            StopSignal stop,
            @CheckForNull CompletableFuture<?> abort,
            Consumer<String> user) {
        this.ports = ports;
        this.budget = budget;
        this.lastChecked = budget == null ? null : ports.now();
        this.deadline = budget == null ? null : lastChecked.plus(budget);
        this.stop = stop;
        this.abort = abort;
        this.user = user;
    }

    /**
     * The wait of a request that is being made now.
     *
     * @param abort ends every wait when it completes
     * @param user is notified in one line what the request is waiting for
     */
    public static Wait within(
            Duration budget, Ports ports, StopSignal stop, CompletableFuture<?> abort, Consumer<String> user) {
        return new Wait(ports, budget, stop, abort, user);
    }

    /** For work that no user waits for, which may wait until Jenkins stops. */
    public static Wait forever(Ports ports, StopSignal stop) {
        return new Wait(ports, null, stop, null, line -> {});
    }

    /** Whether waiting this long would exceed the budget. */
    boolean isTooLong(Duration wait) {
        return budget != null && wait.compareTo(remaining()) > 0;
    }

    /**
     * Waits for something that others may wait for as well, and that continues if this request ends.
     *
     * @param what a clause that says what is waited for
     * @return fails with a {@link KeyException} if the budget is used up, with a {@link CancellationException} on abort
     */
    public <T> CompletableFuture<T> join(CompletableFuture<T> shared, Supplier<String> what) {
        return bound(shared, what, unused -> {});
    }

    /**
     * Waits for a turn, and gives the turn up if the wait ends without it.
     *
     * @param what as in {@link #join}
     * @param giveBack receives a turn that came too late
     */
    public <T> CompletableFuture<T> turn(CompletableFuture<T> turn, Supplier<String> what, Consumer<T> giveBack) {
        CompletableFuture<T> bounded = bound(turn, what, giveBack);
        bounded.whenComplete((value, error) -> {
            if (error != null) {
                turn.cancel(false);
            }
        });
        return bounded;
    }

    /** Waits for this long, or until an abort. */
    CompletableFuture<Void> pause(Duration length) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Timer.Cancellable timer = ports.timer().after(length, () -> over.complete(null));
        return turn(over, Messages::Wait_again, unused -> {}).whenComplete((value, error) -> timer.cancel());
    }

    private <T> CompletableFuture<T> bound(CompletableFuture<T> awaited, Supplier<String> what, Consumer<T> unused) {
        CompletableFuture<T> bounded = new CompletableFuture<>();
        stop.register(bounded); // first, so that nothing new begins once Jenkins is stopping
        awaited.whenComplete((value, error) -> {
            if (error != null) {
                bounded.completeExceptionally(Futures.cause(error));
            } else if (!bounded.complete(value)) {
                unused.accept(value);
            }
        });
        if (!bounded.isDone() && abort != null) {
            abort.whenComplete((value, error) -> bounded.completeExceptionally(new CancellationException()));
        }
        if (!bounded.isDone() && budget != null) {
            Timer.Cancellable notice = ports.timer().after(NOTICEABLE, () -> notifyUser(what));
            Timer.Cancellable end = ports.timer()
                    .after(
                            remaining(),
                            () -> bounded.completeExceptionally(
                                    new KeyException(Messages.Wait_late(what.get(), budget.toSeconds()))));
            bounded.whenComplete((value, error) -> {
                notice.cancel();
                end.cancel();
            });
        }
        return bounded;
    }

    private synchronized Duration remaining() {
        Instant now = ports.now();
        if (now.isBefore(lastChecked)) {
            deadline = deadline.minus(Duration.between(now, lastChecked)); // the clock was set back
        }
        lastChecked = now;
        Duration left = Duration.between(now, deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private synchronized Instant deadline() {
        return deadline;
    }

    private void notifyUser(Supplier<String> what) {
        if (notified.compareAndSet(false, true)) {
            user.accept(Messages.Wait_waiting(what.get(), Times.text(deadline())));
        }
    }
}
