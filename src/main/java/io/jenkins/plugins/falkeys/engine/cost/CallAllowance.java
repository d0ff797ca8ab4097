package io.jenkins.plugins.falkeys.engine.cost;

import java.util.concurrent.CompletableFuture;

/** The number of calls that may be made to one account until the next pass. Further calls wait for that. */
final class CallAllowance {

    private final int calls;
    private int left;
    private CompletableFuture<Void> renewed = new CompletableFuture<>();

    CallAllowance(int calls) {
        this.calls = calls;
    }

    /** Completes when the call may be made. */
    synchronized CompletableFuture<Void> take() {
        if (left == 0) {
            return renewed.thenCompose(again -> take());
        }
        left--;
        return CompletableFuture.completedFuture(null);
    }

    void renew() {
        CompletableFuture<Void> awaited;
        synchronized (this) {
            left = calls;
            awaited = renewed;
            renewed = new CompletableFuture<>();
        }
        awaited.complete(null);
    }
}
