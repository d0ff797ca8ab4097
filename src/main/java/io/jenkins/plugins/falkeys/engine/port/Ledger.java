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
 * Port: the records of every key. What {@link #add} and {@link #update} returned from survives a crash. Nobody writes a
 * record that they read earlier: each change is made to the record as it is at that moment.
 *
 * <p>Methods that throw an {@link IOException} write a file; all others only look into memory, and no look-up but
 * {@link #all} takes longer for there being more records.
 */
public interface Ledger {

    /** Completes when the records are in memory; before that, nothing else may be asked. */
    CompletableFuture<Void> loaded();

    /**
     * Writes the first version of a record.
     *
     * @throws IllegalStateException when there is a record of its ID
     */
    void add(KeyRecord keyRecord) throws IOException;

    /**
     * Changes a record. Nobody else changes it meanwhile.
     *
     * @param change is given the record as it is, and returns the record as it shall be; the same one for no change
     * @return the record as it is then; empty when there is no such record
     * @throws IllegalStateException when {@link KeyState#mayBecome} does not allow the change
     */
    Optional<KeyRecord> update(String id, UnaryOperator<KeyRecord> change) throws IOException;

    /** Forgets a record if the condition holds for it as it is. */
    void remove(String id, Predicate<KeyRecord> condition) throws IOException;

    /**
     * Brings the disk in line with memory where a write failed: it may have come to the disk all the same, and would count
     * after a restart although nobody was told of it.
     */
    void repair() throws IOException;

    Optional<KeyRecord> get(String id);

    /** The newest record of this place in this run. */
    Optional<KeyRecord> latest(Origin origin);

    /** The records of keys that runs of this ID made, or whose end they asked for, oldest first. */
    List<KeyRecord> ofRun(String run);

    /** The records of the keys of an owner, oldest first. */
    List<KeyRecord> ofOwner(String ownerId);

    /** The records of keys that this credential holds, held or should hold, oldest first. */
    List<KeyRecord> ofCredential(Target target);

    /** The records that name an item of this full name, oldest first; those of the root store for an empty name. */
    List<KeyRecord> ofItem(String fullName);

    /** The records of keys with this ID of fal's, oldest first. */
    List<KeyRecord> ofKey(String keyId);

    /** The records in a state, oldest first. */
    List<KeyRecord> inState(KeyState state);

    /** The records of keys that are gone, and are so since that time or later, in no order. */
    List<KeyRecord> goneSince(Instant time);

    /** How many records are in a state. */
    int count(KeyState state);

    /** All records, oldest first. */
    List<KeyRecord> all();
}
