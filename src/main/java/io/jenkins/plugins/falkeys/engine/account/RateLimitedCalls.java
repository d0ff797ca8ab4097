package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Calls of one kind to one account, made in turn at the pace that fal accepts, and repeated if that is safe. The delays
 * between attempts are those of fal's own JavaScript client: 1 s, doubled each time, at most 30 s, ±25 %.
 */
final class RateLimitedCalls {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);
    private static final int REPEATS = 3;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Set<Integer> TRANSIENT = Set.of(500, 502, 503, 504);

    private final Ports ports;
    private final Pace pace;
    private final CallSlots slots;

    /**
     * @param slots shared by all kinds of calls to the account
     */
    RateLimitedCalls(Ports ports, Pace pace, CallSlots slots) {
        this.ports = ports;
        this.pace = pace;
        this.slots = slots;
    }

    /** Makes a call that must not be carried out twice. It is repeated only if it certainly had no effect. */
    <T> CompletableFuture<T> once(Wait wait, Supplier<CompletableFuture<T>> call) {
        return attempt(wait, call, false, 0, null);
    }

    /** Makes a call that can safely be repeated. */
    <T> CompletableFuture<T> repeatable(Wait wait, Supplier<CompletableFuture<T>> call) {
        return attempt(wait, call, true, 0, null);
    }

    private <T> CompletableFuture<T> attempt(
            Wait wait,
            Supplier<CompletableFuture<T>> call,
            boolean repeatable,
            int failures,
            @CheckForNull Pace.Permit refused) {
        Instant entered = ports.now();
        CompletableFuture<Pace.Permit> turn = refused == null ? pace.enter() : pace.enterAgain(refused);
        if (!turn.isDone()) {
            turn.thenRun(() -> ports.meters().waited(Duration.between(entered, ports.now())));
        }
        return wait.turn(turn, this::describeWait, Pace.Permit::unknown)
                .thenCompose(permit -> inSlot(wait, call)
                        .whenComplete((value, error) -> report(permit, error))
                        .exceptionallyCompose(
                                thrown -> retry(wait, call, repeatable, failures, permit, Futures.cause(thrown))));
    }

    private <T> CompletableFuture<T> inSlot(Wait wait, Supplier<CompletableFuture<T>> call) {
        return wait.turn(slots.take(), this::describeWait, unused -> slots.giveBack())
                .thenCompose(slot -> {
                    Instant begun = ports.now();
                    return call.get()
                            .whenComplete((value, error) -> slots.ended(error, Duration.between(begun, ports.now())));
                });
    }

    /** Whether any calls are waiting for their turn. */
    boolean isBusy() {
        return pace.queued() > 0;
    }

    private String describeWait() {
        if (slots.isSilent()) {
            return Messages.RateLimitedCalls_silent();
        }
        return pace.isLimited()
                ? Messages.RateLimitedCalls_limited(pace.queued())
                : Messages.RateLimitedCalls_busy(pace.queued());
    }

    private static void report(Pace.Permit permit, @CheckForNull Throwable error) {
        Throwable cause = error == null ? null : Futures.cause(error);
        if (cause == null) {
            permit.passed();
        } else if (cause instanceof FalException e && e.status() == TOO_MANY_REQUESTS) {
            permit.limited(e.retryAfter());
        } else {
            permit.unknown();
        }
    }

    private <T> CompletableFuture<T> retry(
            Wait wait,
            Supplier<CompletableFuture<T>> call,
            boolean repeatable,
            int failures,
            Pace.Permit permit,
            Throwable cause) {
        if (!(cause instanceof FalException e)) {
            return CompletableFuture.failedFuture(cause);
        }
        if (e.status() == TOO_MANY_REQUESTS) {
            return attempt(wait, call, repeatable, failures, permit);
        }
        boolean safe = e.outcome() == FalException.Outcome.NOT_SENT
                || repeatable && (e.status() == 0 || TRANSIENT.contains(e.status()));
        Duration pause = backOff(failures);
        return safe && failures < REPEATS && !wait.isTooLong(pause)
                ? wait.pause(pause).thenCompose(ignored -> attempt(wait, call, repeatable, failures + 1, permit))
                : CompletableFuture.failedFuture(cause);
    }

    /** Waits before a whole request is repeated. Completes with false if that would be too late or too often. */
    CompletableFuture<Boolean> waitAfter(int failures, Wait wait) {
        Duration pause = backOff(failures);
        return failures >= REPEATS || wait.isTooLong(pause)
                ? CompletableFuture.completedFuture(false)
                : wait.pause(pause).thenApply(ignored -> true);
    }

    private Duration backOff(int failures) {
        long doubled = FIRST_WAIT.toMillis() << Math.min(failures, 10);
        long pause = Math.min(doubled, MAX_WAIT.toMillis());
        return Duration.ofMillis(pause + ports.random().nextLong(-pause / 4, pause / 4 + 1));
    }
}
