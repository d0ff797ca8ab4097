package io.jenkins.plugins.falkeys.engine.cost;

import java.util.concurrent.CompletableFuture;

/** The number of calls that may be made to one account until the next pass. Further calls wait for that. */
final class CallAllowance {

    /** The number of calls from one pass to the next. There is a pass once a minute. */
    static final int CALLS = 10;

    private int left;
    private CompletableFuture<Void> renewed = new CompletableFuture<>();

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
            left = CALLS;
            awaited = renewed;
            renewed = new CompletableFuture<>();
        }
        awaited.complete(null);
    }
}
