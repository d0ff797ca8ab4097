package io.jenkins.plugins.falkeys.ledger;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All records in memory, by their IDs and by their runs. Read by any thread, changed by one at a time. */
final class RecordIndex {

    private final Map<String, KeyRecord> byId = new ConcurrentHashMap<>();
    private final Map<String, Map<String, KeyRecord>> byRun = new ConcurrentHashMap<>();

    void put(KeyRecord keyRecord) {
        KeyRecord old = byId.put(keyRecord.id(), keyRecord);
        Set<String> runs = runs(keyRecord);
        runs.forEach(run ->
                byRun.computeIfAbsent(run, none -> new ConcurrentHashMap<>()).put(keyRecord.id(), keyRecord));
        if (old != null) {
            runs(old).stream().filter(run -> !runs.contains(run)).forEach(run -> removeFrom(run, old));
        }
    }

    void remove(KeyRecord keyRecord) {
        KeyRecord old = byId.remove(keyRecord.id());
        if (old != null) {
            runs(old).forEach(run -> removeFrom(run, old));
        }
    }

    private void removeFrom(String run, KeyRecord old) {
        byRun.computeIfPresent(run, (name, records) -> {
            records.remove(old.id());
            return records.isEmpty() ? null : records;
        });
    }

    /** The run that made the key, and the one that ended it. */
    private static Set<String> runs(KeyRecord keyRecord) {
        return Stream.of(keyRecord.origin(), keyRecord.endedBy())
                .filter(Objects::nonNull)
                .map(Origin::run)
                .collect(Collectors.toSet());
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
