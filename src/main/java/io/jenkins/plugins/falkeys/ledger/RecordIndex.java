package io.jenkins.plugins.falkeys.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All records in memory, with indexes. Safe for concurrent reads. Each record must be changed by one thread at a time,
 * but different records may be changed in parallel.
 */
final class RecordIndex {

    private static final Comparator<KeyRecord> OLDEST_FIRST =
            Comparator.comparing(KeyRecord::writtenAt).thenComparing(KeyRecord::id);

    private final Map<String, KeyRecord> byId = new ConcurrentHashMap<>();
    private final DeletionTimes byDeletion = new DeletionTimes();
    private final Lookup<String> byRun = new Lookup<>(RecordIndex::runs);
    private final Lookup<String> byOwner = new Lookup<>(keyRecord ->
            keyRecord.owner() == null ? Set.of() : Set.of(keyRecord.owner().id()));
    private final Lookup<Target> byCredential =
            new Lookup<>(keyRecord -> keyRecord.target() == null ? Set.of() : Set.of(keyRecord.target()));
    private final Lookup<String> byCredentialsId = new Lookup<>(keyRecord ->
            keyRecord.target() == null ? Set.of() : Set.of(keyRecord.target().credentialsId()));
    private final Lookup<String> byItem = new Lookup<>(KeyRecord::itemNames);
    private final Lookup<String> byKey =
            new Lookup<>(keyRecord -> keyRecord.keyId() == null ? Set.of() : Set.of(keyRecord.keyId()));
    private final Lookup<KeyState> byState = new Lookup<>(keyRecord -> Set.of(keyRecord.state()));
    private final List<Lookup<?>> lookups =
            List.of(byRun, byOwner, byCredential, byCredentialsId, byItem, byKey, byState);

    void put(KeyRecord keyRecord) {
        KeyRecord old = byId.put(keyRecord.id(), keyRecord);
        byDeletion.replace(old, keyRecord);
        lookups.forEach(lookup -> lookup.replace(old, keyRecord));
    }

    void remove(KeyRecord keyRecord) {
        KeyRecord old = byId.remove(keyRecord.id());
        byDeletion.replace(old, null);
        lookups.forEach(lookup -> lookup.replace(old, null));
    }

    /** The run that minted the key, and the run that ended it. */
    private static Set<String> runs(KeyRecord keyRecord) {
        return Stream.of(keyRecord.origin(), keyRecord.endedBy())
                .filter(Objects::nonNull)
                .map(Origin::run)
                .filter(run -> !run.isEmpty())
                .collect(Collectors.toSet());
    }

    Optional<KeyRecord> get(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<KeyRecord> latest(Origin origin) {
        return byRun.stream(origin.run())
                .filter(keyRecord -> keyRecord.origin().equals(origin))
                .max(OLDEST_FIRST);
    }

    List<KeyRecord> ofRun(String run) {
        return byRun.get(run);
    }

    List<KeyRecord> ofOwner(String ownerId) {
        return byOwner.get(ownerId);
    }

    List<KeyRecord> ofCredential(Target target) {
        return byCredential.get(target);
    }

    List<KeyRecord> ofCredentialsId(String credentialsId) {
        return byCredentialsId.get(credentialsId);
    }

    List<KeyRecord> ofItem(String fullName) {
        return byItem.get(fullName);
    }

    List<KeyRecord> ofKey(String keyId) {
        return byKey.get(keyId);
    }

    List<KeyRecord> inState(KeyState state) {
        return byState.get(state);
    }

    List<KeyRecord> deletedSince(Instant time) {
        return byDeletion.since(time);
    }

    int count(KeyState state) {
        return byState.count(state);
    }

    List<KeyRecord> all() {
        return byId.values().stream().sorted(OLDEST_FIRST).toList();
    }

    /** An index of the records by something that they name. */
    private static final class Lookup<K> {

        private final Function<KeyRecord, Set<K>> names;
        private final Map<K, Map<String, KeyRecord>> records = new ConcurrentHashMap<>();

        Lookup(Function<KeyRecord, Set<K>> names) {
            this.names = names;
        }

        /** Either argument may be null. */
        void replace(KeyRecord old, KeyRecord now) {
            Set<K> added = now == null ? Set.of() : names.apply(now);
            added.forEach(name -> records.compute(name, (same, found) -> with(found, now)));
            Set<K> removed = old == null ? Set.of() : names.apply(old);
            removed.stream()
                    .filter(name -> !added.contains(name))
                    .forEach(name -> records.computeIfPresent(name, (same, found) -> without(found, old)));
        }

        /** Most names have only one record, and a larger map for each of them would take too much heap. */
        private static Map<String, KeyRecord> with(@CheckForNull Map<String, KeyRecord> found, KeyRecord now) {
            if (found == null || isOnly(now, found)) {
                return Map.of(now.id(), now);
            }
            Map<String, KeyRecord> map = found instanceof ConcurrentHashMap ? found : new ConcurrentHashMap<>(found);
            map.put(now.id(), now);
            return map;
        }

        @CheckForNull
        private static Map<String, KeyRecord> without(Map<String, KeyRecord> found, KeyRecord old) {
            if (isOnly(old, found)) {
                return null;
            }
            found.remove(old.id());
            return found;
        }

        private static boolean isOnly(KeyRecord keyRecord, Map<String, KeyRecord> map) {
            return map.size() == 1 && map.containsKey(keyRecord.id());
        }

        List<KeyRecord> get(K name) {
            return stream(name).sorted(OLDEST_FIRST).toList();
        }

        Stream<KeyRecord> stream(K name) {
            return records.getOrDefault(name, Map.of()).values().stream();
        }

        int count(K name) {
            return records.getOrDefault(name, Map.of()).size();
        }
    }
}
