package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.cost.CostCollector;
import io.jenkins.plugins.falkeys.engine.managed.ManagedKeys;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.reconcile.MissedRenames;
import io.jenkins.plugins.falkeys.engine.reconcile.Sweep;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The engine's periodic work, which no build requests. */
public final class Upkeep {

    private final Engine engine;
    private final Ports ports;
    private final ManagedKeys managed;
    private final CostCollector costs;
    private final Set<Origin> underWay;
    private final Executor pool;
    private volatile List<String> vanished = List.of();
    private volatile Set<String> gone = Set.of();
    private volatile boolean missedRenamesApplied;

    /**
     * @param underWay the places in builds that have a request under way
     * @param pool runs work as SYSTEM
     */
    Upkeep(Engine engine, ManagedKeys managed, CostCollector costs, Set<Origin> underWay, Executor pool) {
        this.engine = engine;
        this.ports = engine.ports();
        this.managed = managed;
        this.costs = costs;
        this.underWay = underWay;
        this.pool = pool;
    }

    /**
     * Revokes, retries and settles what no build is working on any more, and reconciles the managed keys with their
     * lists.
     *
     * @return completes when all records have been checked, with a future that completes when everything that this
     *     started has ended; fails with a {@link KeyException} if the ledger belongs to another controller
     */
    public CompletableFuture<CompletableFuture<Void>> sweep() {
        return Futures.unwrapped(ports.loaded()
                .thenCompose(loaded -> Futures.compose(pool, () -> {
                    ports.ledgerOwner().require();
                    applyMissedRenames();
                    return new Sweep(engine, pool, underWay, gone).run();
                }))
                .thenCompose(result -> {
                    vanished = result.vanished();
                    gone = result.gone();
                    return managed.reconcile().thenApply(begun -> CompletableFuture.allOf(result.done(), begun));
                }));
    }

    /** Records with old names would look as if their builds were gone. */
    private void applyMissedRenames() throws IOException {
        if (!missedRenamesApplied) {
            new MissedRenames(ports).apply();
            missedRenamesApplied = true;
        }
        engine.renames().retry();
    }

    /** The live keys whose credential was gone, or held something else, during the last sweep. */
    public List<KeyRecord> vanished() {
        return vanished.stream()
                .flatMap(id -> ports.ledger().get(id).stream())
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .toList();
    }

    /**
     * Updates the records after an item was renamed or moved: at once if they have been loaded, or else as soon as they
     * are.
     */
    public void renamed(String oldFullName, String newFullName) {
        engine.renames().add(oldFullName, newFullName);
    }

    /**
     * Asks fal what keys have cost, and saves the answers in their records.
     *
     * @param kept receives the records with new figures, in batches
     * @return completes when all accounts have answered or failed; fails with a {@link KeyException} if the ledger
     *     belongs to another controller
     */
    public CompletableFuture<Void> collectCosts(Consumer<List<KeyRecord>> kept) {
        return costs.collect(kept);
    }
}
