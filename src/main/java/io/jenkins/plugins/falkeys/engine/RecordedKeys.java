package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Looks up keys that are on record. No method blocks, and only {@link #all} and {@link #costs} get slower with the
 * number of records. Until the records have been loaded, nothing is found.
 */
public final class RecordedKeys {

    private final Engine engine;
    private final Ports ports;

    RecordedKeys(Engine engine) {
        this.engine = engine;
        this.ports = engine.ports();
    }

    /** Completes when the records have been loaded. */
    public CompletableFuture<Void> loaded() {
        return ports.loaded();
    }

    /** Whether the records have been loaded. */
    public boolean isLoaded() {
        return ports.isLoaded();
    }

    /** Whether the records cannot be read at all. */
    public boolean isUnreadable() {
        return ports.ledger().loaded().isCompletedExceptionally();
    }

    /** All records, oldest first. */
    public List<KeyRecord> all() {
        return isLoaded() ? ports.ledger().all() : List.of();
    }

    /** How many records are in a state. */
    public int count(KeyState state) {
        return isLoaded() ? ports.ledger().count(state) : 0;
    }

    /** The record of this ID; empty if there is none. */
    public Optional<KeyRecord> get(String recordId) {
        return isLoaded() ? ports.ledger().get(recordId) : Optional.empty();
    }

    /** The newest record of this key; empty if there is none. */
    public Optional<KeyRecord> ofKey(String keyId) {
        return isLoaded() ? ports.ledger().ofKey(keyId).stream().reduce((earlier, later) -> later) : Optional.empty();
    }

    /** The keys that a build minted or requested to be deleted, oldest first. */
    public List<KeyRecord> touchedBy(String run, long started) {
        if (!isLoaded()) {
            return List.of();
        }
        return ports.ledger().ofRun(run).stream()
                .filter(keyRecord -> keyRecord.origin().isOf(run, started)
                        || keyRecord.endedBy() != null && keyRecord.endedBy().isOf(run, started))
                .toList();
    }

    /** The keys that may be live although nobody needs them: their deletion failed, or fal's answer was lost. */
    public List<KeyRecord> unsettled() {
        if (!isLoaded()) {
            return List.of();
        }
        Stream<KeyRecord> failing =
                ports.ledger().inState(KeyState.DELETING).stream().filter(keyRecord -> keyRecord.attempts() > 0);
        return Stream.concat(ports.ledger().inState(KeyState.UNRESOLVED).stream(), failing)
                .toList();
    }

    /** Whether a credential of this ID holds a key that the job may manage. */
    public boolean mayManage(String job, String credentialsId) {
        try {
            return isLoaded()
                    && engine.ownedKeys().inCredentials(new Origin("", 0, "", job), credentialsId).stream()
                            .anyMatch(engine.ownedKeys()::isHeld);
        } catch (KeyException e) {
            return false;
        }
    }

    /** The item of this full name as an owner of keys; empty if there is no job or project of that name. */
    public Optional<Owner> ownerNamed(String fullName) {
        return ports.owners().named(fullName);
    }

    /** Whether the item that a key belongs to still exists. */
    public boolean hasOwner(KeyRecord keyRecord) {
        return engine.ownedKeys().hasOwner(keyRecord);
    }

    /**
     * What keys cost in a period, in UTC days. Reads one file per day, and iterates over all records.
     *
     * @throws IOException if past costs cannot be read
     */
    public CostReport costs(LocalDate first, LocalDate last) throws IOException {
        return CostReport.between(first, last, ports);
    }
}
