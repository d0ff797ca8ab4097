package io.jenkins.plugins.falkeys.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The records of deleted keys by the time of their deletion. They are most of the ledger, but usually only the most
 * recent ones are needed.
 */
final class DeletionTimes {

    private final ConcurrentNavigableMap<End, KeyRecord> records =
            new ConcurrentSkipListMap<>(Comparator.comparing(End::time).thenComparing(End::recordId));

    private record End(Instant time, String recordId) {

        static End of(KeyRecord keyRecord) {
            return new End(keyRecord.changedAt(), keyRecord.id());
        }
    }

    /** Either argument may be null. */
    void replace(@CheckForNull KeyRecord old, @CheckForNull KeyRecord now) {
        if (now != null && now.state() == KeyState.DELETED) {
            records.put(End.of(now), now);
        }
        if (old != null && (now == null || !End.of(old).equals(End.of(now)))) {
            records.remove(End.of(old));
        }
    }

    List<KeyRecord> since(Instant time) {
        return List.copyOf(records.tailMap(new End(time, "")).values());
    }
}
