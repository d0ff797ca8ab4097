package io.jenkins.plugins.falkeys.engine.cost;

import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.CostLimit;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.revoke.Revocation;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Revokes keys that have reached their cost limit, and stops their users: a block that watches its key, or else the
 * build. The record is changed first, so that a block that is resumed by a restart is stopped as well.
 */
public final class CostBrake {

    private final Ports ports;
    private final Revocation revocation;
    private final Executor pool;
    private final Map<String, Consumer<String>> blocks = new ConcurrentHashMap<>();

    /**
     * @param pool runs work as SYSTEM
     */
    public CostBrake(Ports ports, Revocation revocation, Executor pool) {
        this.ports = ports;
        this.revocation = revocation;
        this.pool = pool;
    }

    /**
     * Tells a block if its key is revoked because of its cost, immediately if it already has been. Repeated each
     * time the costs are checked, until {@link #forget}.
     *
     * @param stop receives a sentence that says why, on a thread of the engine
     */
    public void watch(String recordId, Consumer<String> stop) {
        blocks.put(recordId, stop);
        ports.loaded()
                .thenCompose(loaded -> Futures.run(pool, () -> {
                    Optional<KeyRecord> stopped = ports.ledger()
                            .get(recordId)
                            .filter(current -> current.whyStopped().isPresent());
                    if (stopped.isPresent()) {
                        ports.ledgerOwner().require();
                        stopBlock(stopped.get());
                    }
                    return null;
                }));
    }

    /** Stops telling a block, because it has ended. */
    public void forget(String recordId) {
        blocks.remove(recordId);
    }

    /**
     * Checks the cost of a key against its limit. Must run on a thread that may write files.
     *
     * @param keyRecord the record with the cost that fal reports, even if the ledger could not write it
     */
    void apply(KeyRecord keyRecord) throws KeyException {
        boolean stopped = keyRecord.whyStopped().isPresent();
        if (!stopped && keyRecord.overspent().isEmpty()) {
            return;
        }
        ports.ledgerOwner().require();
        if (stopped) {
            stopBlock(keyRecord); // a step that ended at that very moment did not notice, and the block continued
            return;
        }
        AtomicBoolean overspent = new AtomicBoolean();
        KeyRecord ending = revocation.recordNow(keyRecord, current -> {
            // In the meantime, the build may have ended the key by itself.
            Optional<CostLimit.Reached> reached =
                    current.costing(keyRecord.cost()).overspent();
            overspent.set(reached.isPresent());
            return reached.map(current::reaching).orElse(current);
        });
        if (overspent.get()) {
            // Before fal rejects the key, which would look like any other failure.
            if (!stopBlock(ending)) {
                ports.runs().interrupt(ending.origin(), ending.whyStopped().orElseThrow());
            }
            revocation.attempt(ending);
        }
    }

    /** Returns whether there was one. */
    private boolean stopBlock(KeyRecord stopped) {
        Consumer<String> block = blocks.get(stopped.id());
        if (block != null) {
            block.accept(stopped.whyStopped().orElseThrow());
        }
        return block != null;
    }
}
