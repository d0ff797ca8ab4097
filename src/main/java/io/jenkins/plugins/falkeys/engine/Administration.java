package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.reconcile.Audit;
import io.jenkins.plugins.falkeys.engine.reconcile.Settlement;
import io.jenkins.plugins.falkeys.engine.reconcile.UnrecordedKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What only a person may ask for, who may work with every key: each origin is one ({@link Origin#ofPerson}). Every
 * future fails with a {@link KeyException}.
 */
public final class Administration {

    private final Engine engine;

    Administration(Engine engine) {
        this.engine = engine;
    }

    /**
     * Takes the key that a Secret text credential holds into the ledger, if fal lists it.
     *
     * @param adminCredentialsId ID of the admin key's credential; null for the configured one
     * @param owner the item that the key belongs to from now on; null for none
     */
    public CompletableFuture<KeyRecord> adopt(
            Origin origin, Target target, @CheckForNull String adminCredentialsId, @CheckForNull Owner owner) {
        return onceLoaded(() -> new UnrecordedKeys(engine, origin).adopt(target, adminCredentialsId, owner));
    }

    /**
     * Deletes a key that fal lists and no record has.
     *
     * @param adminCredentialsId ID of the credential with the admin key of the account; null for the configured one
     * @param context where that ID resolves; empty for the controller's own
     * @return completes with what was done, in a sentence
     */
    public CompletableFuture<String> deleteForeign(
            Origin origin, String keyId, @CheckForNull String adminCredentialsId, String context) {
        return onceLoaded(() -> new UnrecordedKeys(engine, origin).delete(keyId, adminCredentialsId, context));
    }

    /**
     * Settles an {@link KeyState#UNRESOLVED} record by deleting the keys that it may stand for.
     *
     * @param seen the IDs of the keys that the person saw: when there are others by now, nothing is deleted
     * @return the record as it is after the first attempt
     */
    public CompletableFuture<KeyRecord> deleteCandidates(Origin origin, String recordId, Set<String> seen) {
        return onceLoaded(() -> new Settlement(engine, origin, recordId).deleteCandidates(seen));
    }

    /** Settles a record that is not settled without a deletion, since its key is not this controller's. */
    public CompletableFuture<KeyRecord> settleAsNotOurs(Origin origin, String recordId) {
        return onceLoaded(() -> new Settlement(engine, origin, recordId).asNotOurs());
    }

    /** Settles a record that is not settled without a deletion, since its key is gone. */
    public CompletableFuture<KeyRecord> settleAsGone(Origin origin, String recordId) {
        return onceLoaded(() -> new Settlement(engine, origin, recordId).asGone());
    }

    /**
     * Revokes the key of a record that is not settled with another admin key of the controller.
     *
     * @param adminCredentialsId ID of the admin key's credential
     * @return the record as it is after the first attempt
     */
    public CompletableFuture<KeyRecord> settleWithAdminKey(Origin origin, String recordId, String adminCredentialsId) {
        return onceLoaded(() -> new Settlement(engine, origin, recordId).withAdminKey(adminCredentialsId));
    }

    /**
     * Gives a key to another owner.
     *
     * @param owner null for none
     */
    public CompletableFuture<KeyRecord> give(Origin origin, String recordId, @CheckForNull Owner owner) {
        return new Settlement(engine, origin, recordId).giveTo(owner);
    }

    /** Compares the ledger with fal, account by account; changes nothing. */
    public CompletableFuture<List<Comparison>> compare(Origin origin) {
        return onceLoaded(() -> new Audit(engine, origin).start());
    }

    /** Until all records are in memory, each key of ours looks like somebody else's. */
    private <T> CompletableFuture<T> onceLoaded(Supplier<CompletableFuture<T>> work) {
        return Futures.unwrapped(engine.ports().ledger().loaded().thenCompose(loaded -> work.get()));
    }
}
