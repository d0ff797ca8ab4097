package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes and ends keys. Nothing else in the plugin talks to fal or writes a credential.
 *
 * <p>Cancelling a future that it returned aborts the work: a key that was made meanwhile is deleted again.
 */
public final class KeyService {

    private final Ports ports;
    private final Function<Origin, Executor> callers;
    private final FalCalls calls;
    private final CredentialLocks locks = new CredentialLocks();
    private final Deletions deletions;

    /**
     * @param callers gives executors over the same pool that work with the authority of a build
     * @param pool runs the calls that no build waits for, with the plugin's own authority
     */
    public KeyService(Ports ports, Function<Origin, Executor> callers, ExecutorService pool) {
        this.ports = ports;
        this.callers = callers;
        this.calls = new FalCalls(ports.clock());
        this.deletions = new Deletions(ports, calls, pool);
    }

    /**
     * Makes a key and stores it as a new credential. A second call for the same place in the same run settles what the
     * first one began, and makes no second key.
     *
     * @param saved completes when the run is saved far enough to find this place again after a crash; the key is not
     *     asked for before
     * @return fails with a {@link KeyException}
     */
    public CompletableFuture<CreatedKey> create(
            KeyRequest request, StoreRequest store, Supplier<CompletableFuture<Void>> saved) {
        return new Creation<>(work(request), request, new StoreHandOver(ports, request, store), saved).start();
    }

    /**
     * Makes a key that lives until {@link #end}, and hands it to the receiver.
     *
     * @param saved as in {@link #create}
     * @return completes with the key's record ID when the receiver has it; fails with a {@link KeyException}, or with
     *     what the receiver threw
     */
    public CompletableFuture<String> withKey(
            KeyRequest request, Supplier<CompletableFuture<Void>> saved, KeyReceiver receiver) {
        return new Creation<>(work(request), request, new BuildHandOver(receiver), saved).start();
    }

    /**
     * Ends a key: on return its end is recorded; fal is told afterwards, and told again until it confirms.
     *
     * @return the key's ID, or null when the record is gone
     */
    @CheckForNull
    public String end(String recordId) {
        return ports.ledger()
                .get(recordId)
                .map(keyRecord -> {
                    deletions.end(keyRecord);
                    return keyRecord.keyId();
                })
                .orElse(null);
    }

    /** Tries again the deletions that failed and are due. */
    public void retryDeletions() {
        deletions.retry();
    }

    private Work work(KeyRequest request) {
        return new Work(ports, calls, locks, deletions, callers.apply(request.origin()));
    }
}
