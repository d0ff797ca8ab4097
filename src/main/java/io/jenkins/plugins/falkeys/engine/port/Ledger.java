package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Port: the records of all keys. A record that {@link #add} or {@link #update} has written survives a crash. Never
 * write a record that was read earlier: each change is applied to the current version.
 *
 * <p>Methods that throw an {@link IOException} write a file. All others only access memory, and no look-up except
 * {@link #all} gets slower with the number of records.
 */
public interface Ledger {

    /** Completes when the records have been loaded. Nothing else may be called before. */
    CompletableFuture<Void> loaded();

    /**
     * Writes the first version of a record.
     *
     * @throws IllegalStateException if there is already a record of this ID
     */
    void add(KeyRecord keyRecord) throws IOException;

    /**
     * Changes a record. Nobody else can change it at the same time.
     *
     * @param change receives the current record and returns the changed one, or the same one for no change
     * @return the record after the change; empty if there is no such record
     * @throws IllegalStateException if {@link KeyState#mayBecome} does not allow the change
     */
    Optional<KeyRecord> update(String id, UnaryOperator<KeyRecord> change) throws IOException;

    /** Forgets a record if the current version fulfils the condition. */
    void remove(String id, Predicate<KeyRecord> condition) throws IOException;

    /**
     * Makes the disk match memory again after a failed write. The failed write may have reached the disk nevertheless,
     * and would be read after a restart although its caller was told that it failed.
     */
    void repair() throws IOException;

    Optional<KeyRecord> get(String id);

    /** The newest record for this place in this run. */
    Optional<KeyRecord> latest(Origin origin);

    /** The records of keys that runs of this ID minted or ended, oldest first. */
    List<KeyRecord> ofRun(String run);

    /** The records of the keys of an owner, oldest first. */
    List<KeyRecord> ofOwner(String ownerId);

    /** The records of keys that this credential holds, held or should hold, oldest first. */
    List<KeyRecord> ofCredential(Target target);

    /** The same for credentials of this ID in any store. */
    List<KeyRecord> ofCredentialsId(String credentialsId);

    /** The records that name the item of this full name, oldest first; for an empty name, those of the root store. */
    List<KeyRecord> ofItem(String fullName);

    /** The records of keys with this ID at fal, oldest first. */
    List<KeyRecord> ofKey(String keyId);

    /** The records in a state, oldest first. */
    List<KeyRecord> inState(KeyState state);

    /** The records of keys that were deleted at this time or later, in no particular order. */
    List<KeyRecord> deletedSince(Instant time);

    /** How many records are in a state. */
    int count(KeyState state);

    /** All records, oldest first. */
    List<KeyRecord> all();
}
