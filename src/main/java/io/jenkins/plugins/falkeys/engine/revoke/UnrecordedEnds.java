package io.jenkins.plugins.falkeys.engine.revoke;

import io.jenkins.plugins.falkeys.engine.port.Ledger;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Ends of keys that could not be written. Each is included in the next write of its record, and sweeps try to write it
 * again. If Jenkins is killed before that, the record remains as it was.
 */
final class UnrecordedEnds {

    private static final Logger LOGGER = Logger.getLogger(UnrecordedEnds.class.getName());

    private final Ledger ledger;
    private final Map<String, End> ends = new ConcurrentHashMap<>();

    UnrecordedEnds(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * @param ending the record as it should be
     * @param change turns the current record into that
     */
    private record End(KeyRecord ending, UnaryOperator<KeyRecord> change) {}

    /** Remembers an end that could not be written. Only the first one of a record counts. */
    KeyRecord add(KeyRecord ending, UnaryOperator<KeyRecord> change) {
        ends.putIfAbsent(ending.id(), new End(ending, change));
        return ending;
    }

    /**
     * Changes a record whose end may not have been written.
     *
     * @return the record after the change
     */
    KeyRecord update(KeyRecord keyRecord, UnaryOperator<KeyRecord> change) throws IOException {
        End end = ends.get(keyRecord.id());
        if (end == null) {
            return ledger.update(keyRecord.id(), change).orElseGet(() -> change.apply(keyRecord));
        }
        KeyRecord changed = write(end, change);
        ends.remove(keyRecord.id(), end);
        return changed;
    }

    /** Synchronized, since otherwise two threads could find that there is no record, and both add it. */
    private synchronized KeyRecord write(End end, UnaryOperator<KeyRecord> change) throws IOException {
        KeyRecord missing = change.apply(end.ending());
        if (ledger.get(missing.id()).isEmpty()) {
            ledger.add(missing);
            return missing;
        }
        return ledger.update(missing.id(), current -> change.apply(end.change().apply(current)))
                .orElse(missing);
    }

    /**
     * Tries to write them again.
     *
     * @return all of them, including those that could not be written
     */
    List<KeyRecord> catchUp() {
        List<KeyRecord> caughtUp = new ArrayList<>();
        for (End end : ends.values()) {
            try {
                caughtUp.add(update(end.ending(), current -> current));
            } catch (IOException e) {
                LOGGER.log(
                        Level.WARNING,
                        e,
                        () -> "The revocation of key " + end.ending().keyId() + " still cannot be recorded");
                caughtUp.add(end.ending());
            }
        }
        return caughtUp;
    }
}
