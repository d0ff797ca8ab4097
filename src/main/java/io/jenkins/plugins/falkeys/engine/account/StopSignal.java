package io.jenkins.plugins.falkeys.engine.account;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Ends all waits when Jenkins stops. Forgets each wait that has ended, so it does not grow over time. */
public final class StopSignal {

    /** By number, in the order in which the waits began. */
    private final Map<Long, CompletableFuture<?>> waits = new ConcurrentSkipListMap<>();

    private final AtomicLong counter = new AtomicLong();
    private volatile boolean given;

    /** Ends all waits, including those that begin later, with a {@link StoppedException}. */
    public void give() {
        given = true;
        waits.values().forEach(StopSignal::end);
    }

    /** Ends this wait when the signal is given. */
    void register(CompletableFuture<?> wait) {
        Long number = counter.incrementAndGet();
        waits.put(number, wait);
        wait.whenComplete((value, error) -> waits.remove(number));
        if (given) {
            end(wait);
        }
    }

    private static void end(CompletableFuture<?> wait) {
        wait.completeExceptionally(new StoppedException());
    }
}
