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
final class Turns {

    private static final Logger LOGGER = Logger.getLogger(Turns.class.getName());

    /** The share of deleted keys, if there are more keys than can be asked about: one in this many. */
    private static final int SHARE_OF_GONE = 10;

    /** How many of the unreadable keys are tried again in a pass. */
    private static final int MOST_AGAIN = 2;

    private static final Duration FIRST_REST = Duration.ofMinutes(2);

    private final Ports ports;
    private final int most;
    private final BackOff rest;
    private final Set<String> unreadable = new HashSet<>();
    private final Map<String, Instant> asked = new HashMap<>();

    /**
     * @param most the maximum number of keys in one pass
     */
    Turns(Ports ports, int most) {
        this.ports = ports;
        this.most = most;
        this.rest = new BackOff(ports.clock(), FIRST_REST);
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
        for (int start = 0; start < readable.size(); start += UsageQuery.MOST_KEYS) {
            batches.add(readable.subList(start, Math.min(start + UsageQuery.MOST_KEYS, readable.size())));
        }
        sorted.stream()
                .filter(keyRecord -> unreadable.contains(keyRecord.id()) && rest.isOver(keyRecord.id()))
                .limit(MOST_AGAIN)
                .forEach(keyRecord -> batches.add(List.of(keyRecord)));
        return batches;
    }

    private void forgetAllBut(Set<String> recordIds) {
        asked.keySet().retainAll(recordIds);
        unreadable.stream().filter(id -> !recordIds.contains(id)).forEach(rest::succeeded);
        unreadable.retainAll(recordIds);
    }

    /** Live keys may have a cost limit, but late reports about deleted keys must not be missed either. */
    private List<KeyRecord> mixed(List<KeyRecord> sorted) {
        Map<Boolean, List<KeyRecord>> byGone =
                sorted.stream().collect(Collectors.partitioningBy(keyRecord -> keyRecord.state() == KeyState.DELETED));
        Iterator<KeyRecord> live = byGone.get(false).iterator();
        Iterator<KeyRecord> gone = byGone.get(true).iterator();
        List<KeyRecord> mixed = new ArrayList<>();
        while (mixed.size() < most && (live.hasNext() || gone.hasNext())) {
            boolean turnOfGone = mixed.size() % SHARE_OF_GONE == SHARE_OF_GONE - 1;
            mixed.add(!live.hasNext() || turnOfGone && gone.hasNext() ? gone.next() : live.next());
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
        batch.stream().map(KeyRecord::id).filter(unreadable::remove).forEach(rest::succeeded);
    }

    /** Logs the problem once, until the key can be read again. */
    void unreadable(KeyRecord keyRecord, Throwable why) {
        rest.failed(keyRecord.id());
        if (unreadable.add(keyRecord.id())) {
            LOGGER.warning(() -> "What the fal API key '" + keyRecord.alias() + "' (" + keyRecord.keyId()
                    + ") costs cannot be read, although that of others can; it is tried again: " + why.getMessage());
        }
    }
}
