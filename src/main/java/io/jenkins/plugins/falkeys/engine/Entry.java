package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;

import java.io.IOException;
import java.time.Instant;
import java.util.function.BiFunction;

/** The record of one key under way. */
final class Entry {

    private final Ports ports;
    private volatile KeyRecord current;

    /** An entry of a record that may not be written yet. */
    Entry(Ports ports, KeyRecord current) {
        this.ports = ports;
        this.current = current;
    }

    KeyRecord current() {
        return current;
    }

    /** Changes the record and makes the change durable. Items that were renamed meanwhile keep their new names. */
    void write(BiFunction<KeyRecord, Instant, KeyRecord> change) throws KeyException {
        KeyRecord placed = ports.ledger()
                .get(current.id())
                .map(written -> current.at(written.origin(), written.target(), written.admin()))
                .orElse(current);
        KeyRecord changed = change.apply(placed, ports.clock().instant());
        try {
            ports.ledger().put(changed);
        } catch (IOException e) {
            throw new KeyException(Reports.ledgerFailed(changed.alias(), e));
        }
        current = changed;
    }

    /** Changes the record in memory alone: what comes next writes it. */
    void note(BiFunction<KeyRecord, Instant, KeyRecord> change) {
        current = change.apply(current, ports.clock().instant());
    }

    /** Forgets a key that surely was not made. */
    void forget() throws KeyException {
        try {
            ports.ledger().remove(current);
        } catch (IOException e) {
            throw new KeyException(Reports.ledgerFailed(current.alias(), e));
        }
    }
}
