package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What only a person may ask for, who may work with every key: each origin is one ({@link Origin#ofPerson}). */
public final class Administration {

    private final Function<Origin, Work> work;

    Administration(Function<Origin, Work> work) {
        this.work = work;
    }

    /**
     * Takes the key that a Secret text credential holds into the ledger, if fal lists it.
     *
     * @param adminCredentialsId ID of the admin key's credential; null for the configured one
     * @return fails with a {@link KeyException}
     */
    public CompletableFuture<KeyRecord> adopt(Origin origin, Target target, @CheckForNull String adminCredentialsId) {
        return new Adoption(work.apply(origin), origin, target, adminCredentialsId).start();
    }

    /**
     * Deletes a key that fal lists and no record has.
     *
     * @param adminCredentialsId ID of the credential with the admin key of the account; null for the configured one
     * @param context where that ID resolves; empty for the controller's own
     * @return completes with what was done, in a sentence; fails with a {@link KeyException}
     */
    public CompletableFuture<String> deleteForeign(
            Origin origin, String keyId, @CheckForNull String adminCredentialsId, String context) {
        return new ForeignDeletion(work.apply(origin), origin, keyId).start(adminCredentialsId, context);
    }

    /**
     * Settles an {@link KeyState#UNRESOLVED} record by deleting the keys that it may stand for.
     *
     * @param seen the IDs of the keys that the person saw: when there are others by now, nothing is deleted
     * @return the record as it is after the first attempt; fails with a {@link KeyException}
     */
    public CompletableFuture<KeyRecord> deleteCandidates(Origin origin, String recordId, Set<String> seen) {
        return new Resolution(work.apply(origin), origin, recordId).delete(seen);
    }

    /**
     * Settles an {@link KeyState#UNRESOLVED} record without a deletion, since its key is not this controller's.
     *
     * @return fails with a {@link KeyException}
     */
    public CompletableFuture<KeyRecord> takeAsForeign(Origin origin, String recordId) {
        return new Resolution(work.apply(origin), origin, recordId).takeAsForeign();
    }

    /** Compares the ledger with fal, account by account; changes nothing. */
    public CompletableFuture<List<Comparison>> compare(Origin origin) {
        return new Audit(work.apply(origin), origin).start();
    }
}
