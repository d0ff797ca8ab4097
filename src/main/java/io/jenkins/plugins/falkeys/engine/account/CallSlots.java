package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Makes the calls to an account that does not respond one at a time, whatever their kind, until it responds again. Each
 * of them takes a thread until it times out, and several such accounts together could take all threads.
 *
 * <p>All methods may be called from any thread. None of them blocks.
 */
final class CallSlots {

    /** A call that fails sooner than this, such as one whose connection is reset, hardly takes a thread. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Queue<CompletableFuture<Void>> queue = new ArrayDeque<>();
    private int taken;
    private boolean silent;

    /** Completes when a call may be made. Cancelling it leaves the queue. */
    CompletableFuture<Void> take() {
        CompletableFuture<Void> slot = new CompletableFuture<>();
        synchronized (this) {
            queue.add(slot);
        }
        fill();
        return slot;
    }

    /** Returns the slot of a call that was not made. */
    void giveBack() {
        synchronized (this) {
            taken--;
        }
        fill();
    }

    /**
     * Returns the slot of a call.
     *
     * @param error why the call failed; null if it succeeded
     * @param took how long it took
     */
    void ended(@CheckForNull Throwable error, Duration took) {
        boolean noResponse = error != null && Futures.cause(error) instanceof FalException e && e.status() == 0;
        synchronized (this) {
            silent = noResponse && took.compareTo(PATIENCE) >= 0;
        }
        giveBack();
    }

    /** Whether calls are made one at a time. */
    synchronized boolean isSilent() {
        return silent;
    }

    private void fill() {
        for (CompletableFuture<Void> slot = next(); slot != null; slot = next()) {
            if (!slot.complete(null)) {
                synchronized (this) {
                    taken--; // it has just left the queue
                }
            }
        }
    }

    @CheckForNull
    private synchronized CompletableFuture<Void> next() {
        CompletableFuture<Void> slot = silent && taken > 0 ? null : queue.poll();
        if (slot != null) {
            taken++;
        }
        return slot;
    }
}
