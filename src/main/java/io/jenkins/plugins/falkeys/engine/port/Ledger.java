package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Port: the records of every key. What {@link #put} returned from survives a crash. */
public interface Ledger {

    /** Writes a record, in place of an older one with its ID. */
    void put(KeyRecord keyRecord) throws IOException;

    /** Forgets a record. */
    void remove(KeyRecord keyRecord) throws IOException;

    Optional<KeyRecord> get(String id);

    /** The newest record of this place in this run. */
    Optional<KeyRecord> latest(Origin origin);

    /**
     * The records of keys that runs of this ID made, or whose end they asked for, oldest first. To ask is cheap,
     * whatever the ledger's size.
     */
    List<KeyRecord> ofRun(String run);

    /** All records, oldest first. */
    List<KeyRecord> all();
}
