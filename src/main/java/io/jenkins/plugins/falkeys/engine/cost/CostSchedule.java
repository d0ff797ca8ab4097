package io.jenkins.plugins.falkeys.engine.cost;

import io.jenkins.plugins.falkeys.api.account.UsageQuery;
import io.jenkins.plugins.falkeys.engine.account.BackOff;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Decides which keys of one account are asked about in each pass. Not thread-safe: only one pass at a time uses it. */
final class CostSchedule {

    private static final Logger LOGGER = Logger.getLogger(CostSchedule.class.getName());

    /** The share of deleted keys, if there are more keys than can be asked about: one in this many. */
    private static final int DELETED_SHARE = 10;

    /** How many of the unreadable keys are tried again in a pass. */
    private static final int MAX_RETRIED = 2;

    private static final Duration FIRST_BACK_OFF = Duration.ofMinutes(2);

    private final Ports ports;
    private final int maxKeys;
    private final BackOff backOff;
    private final Set<String> unreadable = new HashSet<>();
    private final Map<String, Instant> asked = new HashMap<>();

    /**
     * @param maxKeys the maximum number of keys in one pass
     */
    CostSchedule(Ports ports, int maxKeys) {
        this.ports = ports;
        this.maxKeys = maxKeys;
        this.backOff = new BackOff(ports.clock(), FIRST_BACK_OFF);
    }

    /**
     * The batches of keys for the next pass: those that were asked about longest ago, most of them live. An unreadable
     * key is in a batch of its own, so that it does not affect others.
     */
    List<List<KeyRecord>> next(List<KeyRecord> records) {
        forgetAllBut(records.stream().map(KeyRecord::id).collect(Collectors.toSet()));
        List<KeyRecord> sorted =
                records.stream().sorted(Comparator.comparing(this::askedAt)).toList();
        List<KeyRecord> readable = mixed(sorted.stream()
                .filter(keyRecord -> !unreadable.contains(keyRecord.id()))
                .toList());
        List<List<KeyRecord>> batches = new ArrayList<>();
        for (int start = 0; start < readable.size(); start += UsageQuery.MAX_KEYS) {
            batches.add(readable.subList(start, Math.min(start + UsageQuery.MAX_KEYS, readable.size())));
        }
        sorted.stream()
                .filter(keyRecord -> unreadable.contains(keyRecord.id()) && backOff.isOver(keyRecord.id()))
                .limit(MAX_RETRIED)
                .forEach(keyRecord -> batches.add(List.of(keyRecord)));
        return batches;
    }

    private void forgetAllBut(Set<String> recordIds) {
        asked.keySet().retainAll(recordIds);
        unreadable.stream().filter(id -> !recordIds.contains(id)).forEach(backOff::succeeded);
        unreadable.retainAll(recordIds);
    }

    /** Live keys may have a cost limit, but late reports about deleted keys must not be missed either. */
    private List<KeyRecord> mixed(List<KeyRecord> sorted) {
        Map<Boolean, List<KeyRecord>> byDeleted =
                sorted.stream().collect(Collectors.partitioningBy(keyRecord -> keyRecord.state() == KeyState.DELETED));
        Iterator<KeyRecord> live = byDeleted.get(false).iterator();
        Iterator<KeyRecord> deleted = byDeleted.get(true).iterator();
        List<KeyRecord> mixed = new ArrayList<>();
        while (mixed.size() < maxKeys && (live.hasNext() || deleted.hasNext())) {
            boolean turnOfDeleted = mixed.size() % DELETED_SHARE == DELETED_SHARE - 1;
            mixed.add(!live.hasNext() || turnOfDeleted && deleted.hasNext() ? deleted.next() : live.next());
        }
        return mixed;
    }

    private Instant askedAt(KeyRecord keyRecord) {
        Instant read = keyRecord.cost() == null ? Instant.MIN : keyRecord.cost().asOf();
        return asked.getOrDefault(keyRecord.id(), read);
    }

    void asked(List<KeyRecord> batch) {
        Instant now = ports.now();
        batch.forEach(keyRecord -> asked.put(keyRecord.id(), now));
    }

    void read(List<KeyRecord> batch) {
        batch.stream().map(KeyRecord::id).filter(unreadable::remove).forEach(backOff::succeeded);
    }

    /** Logs the problem once, until the key can be read again. */
    void unreadable(KeyRecord keyRecord, Throwable why) {
        backOff.failed(keyRecord.id());
        if (unreadable.add(keyRecord.id())) {
            LOGGER.warning(() -> "What the fal API key '" + keyRecord.alias() + "' (" + keyRecord.keyId()
                    + ") costs cannot be read, although that of others can; it is tried again: " + why.getMessage());
        }
    }
}
