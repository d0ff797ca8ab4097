package io.jenkins.plugins.falkeys.engine.record;

import io.jenkins.plugins.falkeys.engine.port.Ledger;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Updates the records when items that they name are renamed or moved, which can happen at any moment. This includes
 * records whose update could not be written, and records of requests that began before and use the old names.
 */
public final class Renames {

    private static final Logger LOGGER = Logger.getLogger(Renames.class.getName());

    private final Ledger ledger;

    /** All renames since Jenkins started, in order. */
    private final List<Rename> all = new CopyOnWriteArrayList<>();

    /** How many renames have been applied to the records that are not up to date. */
    private final Map<String, Integer> behind = new ConcurrentSkipListMap<>();

    private final AtomicInteger toFollow = new AtomicInteger();
    private volatile int begun;

    public Renames(Ledger ledger) {
        this.ledger = ledger;
    }

    private record Rename(String oldName, String newName) {}

    /** How many renames there have been. */
    public int count() {
        return all.size();
    }

    /** Applies a rename to the records: at once if they have been loaded, or else as soon as they are. */
    public void add(String oldName, String newName) {
        all.add(new Rename(oldName, newName));
        ledger.loaded().thenRun(this::followAll);
    }

    /**
     * Applies the renames one after the other. One thread does it, and takes along those that others add in the
     * meantime.
     */
    private void followAll() {
        if (toFollow.getAndIncrement() > 0) {
            return;
        }
        do {
            int followed = begun;
            begun = followed + 1;
            ledger.ofItem(all.get(followed).oldName()).forEach(named -> behind.putIfAbsent(named.id(), followed));
            catchUp();
        } while (toFollow.decrementAndGet() > 0);
    }

    /** Whether the record may still contain an old name. */
    public boolean isBehind(String recordId) {
        return behind.containsKey(recordId);
    }

    /** Retries the updates that could not be written. */
    public void catchUp() {
        behind.forEach(this::follow);
    }

    /**
     * Adds the record of a new request.
     *
     * @param followed the number of renames before the request began
     */
    public void add(KeyRecord keyRecord, int followed) throws IOException {
        int known = Math.max(followed, begun);
        ledger.add(renamed(keyRecord, followed, known));
        if (begun > known) {
            follow(keyRecord.id(), known);
        }
    }

    private void follow(String recordId, int followed) {
        int known = begun;
        try {
            ledger.update(recordId, current -> renamed(current, followed, known));
            behind.remove(recordId, followed);
        } catch (IOException e) {
            behind.putIfAbsent(recordId, followed);
            LOGGER.log(Level.WARNING, e, () -> "The record " + recordId + " still has an old name");
        }
    }

    /**
     * The origin of a request under the names of today.
     *
     * @param followed how many renames there were when the request began
     */
    public Origin renamed(Origin origin, int followed) {
        Origin renamed = origin;
        for (Rename rename : all.stream().skip(followed).toList()) {
            renamed = renamed.renamed(rename.oldName(), rename.newName());
        }
        return renamed;
    }

    private KeyRecord renamed(KeyRecord keyRecord, int from, int to) {
        KeyRecord renamed = keyRecord;
        for (Rename rename : all.subList(from, to)) {
            renamed = renamed.renamed(rename.oldName(), rename.newName());
        }
        return renamed;
    }
}
