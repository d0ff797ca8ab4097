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
 * Requests that only a person may make. A person may work with every key. Each origin must be a person
 * ({@link Origin#ofPerson}). Every returned future fails with a {@link KeyException}.
 */
public final class Administration {

    private final Engine engine;

    Administration(Engine engine) {
        this.engine = engine;
    }

    /**
     * Adopts the key in a Secret text credential, if fal lists the key.
     *
     * @param adminCredentialsId ID of the admin key's credential; null for the configured one
     * @param owner the item that the key will belong to; null for none
     */
    public CompletableFuture<KeyRecord> adopt(
            Origin origin, Target target, @CheckForNull String adminCredentialsId, @CheckForNull Owner owner) {
        return onceLoaded(() -> new UnrecordedKeys(engine, origin).adopt(target, adminCredentialsId, owner));
    }

    /**
     * Deletes a key that fal lists but the ledger does not know.
     *
     * @param adminCredentialsId ID of the credential with the account's admin key; null for the configured one
     * @param context full name of the item where that ID is found; empty for the controller's own
     * @return completes with a sentence that says what was done
     */
    public CompletableFuture<String> deleteForeign(
            Origin origin, String keyId, @CheckForNull String adminCredentialsId, String context) {
        return onceLoaded(() -> new UnrecordedKeys(engine, origin).delete(keyId, adminCredentialsId, context));
    }

    /**
     * Settles an {@link KeyState#UNRESOLVED} record by deleting the keys that it may stand for.
     *
     * @param seen the IDs of the keys that the person saw; if the candidates are different by now, nothing is deleted
     * @return the record after the first attempt to delete
     */
    public CompletableFuture<KeyRecord> deleteCandidates(Origin origin, String recordId, Set<String> seen) {
        return onceLoaded(() -> new Settlement(engine, origin, recordId).deleteCandidates(seen));
    }

    /** Settles a record without deleting anything, because its key is not this controller's. */
    public CompletableFuture<KeyRecord> settleAsNotOurs(Origin origin, String recordId) {
        return onceLoaded(() -> new Settlement(engine, origin, recordId).asNotOurs());
    }

    /** Settles a record without deleting anything, because its key is gone. */
    public CompletableFuture<KeyRecord> settleAsGone(Origin origin, String recordId) {
        return onceLoaded(() -> new Settlement(engine, origin, recordId).asGone());
    }

    /**
     * Settles a record by revoking its key with another admin key of the controller.
     *
     * @param adminCredentialsId ID of the other admin key's credential
     * @return the record after the first attempt to revoke
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

    /** Compares the ledger with fal, account by account. Changes nothing. */
    public CompletableFuture<List<Comparison>> compare(Origin origin) {
        return onceLoaded(() -> new Audit(engine, origin).start());
    }

    /** Until all records are loaded, each key of ours would look like somebody else's. */
    private <T> CompletableFuture<T> onceLoaded(Supplier<CompletableFuture<T>> work) {
        return Futures.unwrapped(engine.ports().loaded().thenCompose(loaded -> work.get()));
    }
}
