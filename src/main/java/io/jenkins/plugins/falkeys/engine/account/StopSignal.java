package io.jenkins.plugins.falkeys.engine.account;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Tells all who wait that Jenkins stops. Those whose wait is over are forgotten, however many there were. */
public final class StopSignal {

    private final Set<CompletableFuture<?>> waits = ConcurrentHashMap.newKeySet();
    private volatile boolean given;

    /** Ends all waits, those that begin later included, with a {@link StoppedException}. */
    public void give() {
        given = true;
        waits.forEach(StopSignal::end);
    }

    /** Has this wait end with the signal. */
    void ends(CompletableFuture<?> wait) {
        waits.add(wait);
        wait.whenComplete((value, error) -> waits.remove(wait));
        if (given) {
            end(wait);
        }
    }

    private static void end(CompletableFuture<?> wait) {
        wait.completeExceptionally(new StoppedException());
    }
}
