package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Decides which calls to fal are repeated, and when. A 429 closes one gate for all calls; who waits holds no thread.
 * The waits are those of fal's own JavaScript client: 1 s, doubled, at most 30 s, ±25 %.
 */
final class FalCalls {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int REPEATS = 3;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Set<Integer> PASSING = Set.of(500, 502, 503, 504);

    /** One call to fal. */
    interface Call<T> {
        T run() throws FalException, KeyException;
    }

    /**
     * How long a call may take.
     *
     * @param deadline when the last attempt may begin
     * @param abort ends every wait when it completes
     */
    record Patience(Instant deadline, CompletableFuture<?> abort) {}

    private final Clock clock;
    private volatile Instant gateOpens = Instant.MIN;

    FalCalls(Clock clock) {
        this.clock = clock;
    }

    /** Makes a call that must not be made twice: it is repeated only when it surely did not act. */
    <T> CompletableFuture<T> once(Executor executor, Patience patience, Call<T> call) {
        return attempt(executor, patience, call, false, 0);
    }

    /** Makes a call that does no harm when it is made twice. */
    <T> CompletableFuture<T> repeatable(Executor executor, Patience patience, Call<T> call) {
        return attempt(executor, patience, call, true, 0);
    }

    private <T> CompletableFuture<T> attempt(
            Executor executor, Patience patience, Call<T> call, boolean repeatable, int failures) {
        return gate(patience)
                .thenApplyAsync(ignored -> run(patience, call), executor)
                .exceptionallyCompose(thrown -> {
                    Throwable cause = cause(thrown);
                    Duration wait = cause instanceof FalException e ? waitAfter(e, repeatable, failures) : null;
                    if (wait == null || clock.instant().plus(wait).isAfter(patience.deadline())) {
                        return CompletableFuture.failedFuture(cause);
                    }
                    return pause(wait, patience)
                            .thenCompose(ignored -> attempt(executor, patience, call, repeatable, failures + 1));
                });
    }

    private static <T> T run(Patience patience, Call<T> call) {
        if (patience.abort().isDone()) {
            throw new CancellationException();
        }
        try {
            return call.run();
        } catch (FalException | KeyException e) {
            throw new CompletionException(e);
        }
    }

    /** How long to wait before the call is made again; null when it must not be. */
    @CheckForNull
    private Duration waitAfter(FalException e, boolean repeatable, int failures) {
        if (e.status() == TOO_MANY_REQUESTS) {
            Duration wait = e.retryAfter() == null ? backOff(failures) : e.retryAfter();
            closeGate(clock.instant().plus(wait));
            return wait;
        }
        boolean harmless = e.outcome() == FalException.Outcome.NOT_SENT
                || repeatable && (e.status() == 0 || PASSING.contains(e.status()));
        return harmless && failures < REPEATS ? backOff(failures) : null;
    }

    /** Waits before a whole request is tried again; false when it must not be, since it would come too late or too often. */
    CompletableFuture<Boolean> waitAfter(int failures, Patience patience) {
        Duration wait = backOff(failures);
        if (failures >= REPEATS || clock.instant().plus(wait).isAfter(patience.deadline())) {
            return CompletableFuture.completedFuture(false);
        }
        return pause(wait, patience).thenApply(ignored -> !patience.abort().isDone());
    }

    private static Duration backOff(int failures) {
        long doubled = FIRST_WAIT.toMillis() << Math.min(failures, 10);
        long wait = Math.min(doubled, LONGEST_WAIT.toMillis());
        return Duration.ofMillis(wait + ThreadLocalRandom.current().nextLong(-wait / 4, wait / 4 + 1));
    }

    private synchronized void closeGate(Instant until) {
        if (until.isAfter(gateOpens)) {
            gateOpens = until;
        }
    }

    private CompletableFuture<Void> gate(Patience patience) {
        Instant opens = gateOpens;
        Instant now = clock.instant();
        if (!opens.isAfter(now) || patience.abort().isDone()) {
            return CompletableFuture.completedFuture(null);
        }
        Instant end = opens.isBefore(patience.deadline()) ? opens : patience.deadline();
        return pause(Duration.between(now, end), patience)
                .thenCompose(ignored -> end.equals(opens)
                        ? gate(patience)
                        : CompletableFuture.failedFuture(new KeyException(Messages.FalCalls_limited(opens))));
    }

    private static CompletableFuture<Void> pause(Duration wait, Patience patience) {
        CompletableFuture<Void> over = new CompletableFuture<Void>()
                .completeOnTimeout(null, Math.max(wait.toMillis(), 1), TimeUnit.MILLISECONDS);
        patience.abort().whenComplete((value, error) -> over.complete(null));
        return over;
    }

    /** Completes the result as the work does, with the failure itself in place of its wrapping. */
    static <T> void passOn(CompletableFuture<T> work, CompletableFuture<T> result) {
        work.whenComplete((value, error) -> {
            if (error != null) {
                result.completeExceptionally(cause(error));
            } else {
                result.complete(value);
            }
        });
    }

    /** What a stage failed with, without the wrapping that later stages add. */
    static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
