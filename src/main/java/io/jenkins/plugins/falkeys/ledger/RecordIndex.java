package io.jenkins.plugins.falkeys.ledger;

import io.jenkins.plugins.falkeys.engine.KeyRecord;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All records in memory, by their IDs and by their runs. Read by any thread, changed by one at a time. */
final class RecordIndex {

    private final Map<String, KeyRecord> byId = new ConcurrentHashMap<>();
    private final Map<String, Map<String, KeyRecord>> byRun = new ConcurrentHashMap<>();

    void put(KeyRecord keyRecord) {
        String run = keyRecord.origin().run();
        byRun.computeIfAbsent(run, none -> new ConcurrentHashMap<>()).put(keyRecord.id(), keyRecord);
        KeyRecord old = byId.put(keyRecord.id(), keyRecord);
        if (old != null && !old.origin().run().equals(run)) {
            removeFromRun(old);
        }
    }

    void remove(KeyRecord keyRecord) {
        KeyRecord old = byId.remove(keyRecord.id());
        if (old != null) {
            removeFromRun(old);
        }
    }

    private void removeFromRun(KeyRecord old) {
        byRun.computeIfPresent(old.origin().run(), (run, records) -> {
            records.remove(old.id());
            return records.isEmpty() ? null : records;
        });
    }

    Optional<KeyRecord> get(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Oldest first. */
    List<KeyRecord> ofRun(String run) {
        return sorted(byRun.getOrDefault(run, Map.of()).values());
    }

    /** Oldest first. */
    List<KeyRecord> all() {
        return sorted(byId.values());
    }

    private static List<KeyRecord> sorted(Collection<KeyRecord> records) {
        return records.stream()
                .sorted(Comparator.comparing(KeyRecord::writtenAt))
                .toList();
    }
}
