package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Ledger;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A ledger on a disk that is full at times. */
final class FailingLedger implements Ledger {

    private final Ledger ledger;
    volatile Predicate<KeyRecord> fails = keyRecord -> false;

    FailingLedger(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void put(KeyRecord keyRecord) throws IOException {
        if (fails.test(keyRecord)) {
            throw new IOException("No space left on device");
        }
        ledger.put(keyRecord);
    }

    @Override
    public void remove(KeyRecord keyRecord) throws IOException {
        ledger.remove(keyRecord);
    }

    @Override
    public Optional<KeyRecord> get(String id) {
        return ledger.get(id);
    }

    @Override
    public Optional<KeyRecord> latest(Origin origin) {
        return ledger.latest(origin);
    }

    @Override
    public List<KeyRecord> ofRun(String run) {
        return ledger.ofRun(run);
    }

    @Override
    public List<KeyRecord> all() {
        return ledger.all();
    }
}
