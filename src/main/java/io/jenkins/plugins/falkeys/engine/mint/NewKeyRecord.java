package io.jenkins.plugins.falkeys.engine.mint;

import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Renames;
import io.jenkins.plugins.falkeys.engine.record.Reports;
import java.io.IOException;
import java.time.Instant;
import java.util.function.BiFunction;

/** The record of a key that is being minted. */
final class NewKeyRecord {

    private final Ports ports;
    private final Renames renames;
    private final KeyRecord first;
    private final int renamesBefore;

    /**
     * @param first is written before fal is called
     * @param renamesBefore the number of renames of items before the request began
     */
    NewKeyRecord(Engine engine, KeyRecord first, int renamesBefore) {
        this.ports = engine.ports();
        this.renames = engine.renames();
        this.first = first;
        this.renamesBefore = renamesBefore;
    }

    /** The record in the ledger; before it is there, the first version that will be written. */
    KeyRecord current() {
        return ports.ledger().get(first.id()).orElse(first);
    }

    /** Records that fal is about to be called. */
    void writeAhead() throws KeyException {
        try {
            if (ports.ledger().get(first.id()).isPresent()) {
                ports.ledger().update(first.id(), current -> current.sent(ports.now()));
            } else {
                renames.add(first.sent(ports.now()), renamesBefore);
            }
        } catch (IOException e) {
            throw new KeyException(Reports.ledgerFailed(first.alias(), e));
        }
    }

    /** Changes the record durably. */
    KeyRecord change(BiFunction<KeyRecord, Instant, KeyRecord> change) throws KeyException {
        try {
            return ports.ledger()
                    .update(first.id(), current -> change.apply(current, ports.now()))
                    .orElseGet(() -> change.apply(first, ports.now()));
        } catch (IOException e) {
            throw new KeyException(Reports.ledgerFailed(first.alias(), e));
        }
    }

    /** Forgets a key that was certainly not created. */
    void forget() throws KeyException {
        try {
            ports.ledger().remove(first.id(), current -> current.keyId() == null && current.sentAt() == null);
        } catch (IOException e) {
            throw new KeyException(Reports.ledgerFailed(first.alias(), e));
        }
    }
}
