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
 * Makes the records follow the items that they name, which may be renamed or moved at any moment: also the records that
 * could not be written then, and those of requests that began before and knew the old names.
 */
public final class Renames {

    private static final Logger LOGGER = Logger.getLogger(Renames.class.getName());

    private final Ledger ledger;

    /** All since Jenkins started, in their order. */
    private final List<Rename> all = new CopyOnWriteArrayList<>();

    /** How many of them were followed by records that do not follow yet. */
    private final Map<String, Integer> behind = new ConcurrentSkipListMap<>();

    private final AtomicInteger toFollow = new AtomicInteger();
    private volatile int begun;

    public Renames(Ledger ledger) {
        this.ledger = ledger;
    }

    private record Rename(String oldName, String newName) {}

    /** How many there were. */
    public int count() {
        return all.size();
    }

    /** Makes the records follow a rename: at once when they are in memory, as soon as they are else. */
    public void add(String oldName, String newName) {
        all.add(new Rename(oldName, newName));
        ledger.loaded().thenRun(this::followAll);
    }

    /** One rename after the other: whoever is at it takes along those that others tell of meanwhile. */
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

    /** Whether the record may still have an old name. */
    public boolean isBehind(String recordId) {
        return behind.containsKey(recordId);
    }

    /** Tries again to write what could not be written. */
    public void catchUp() {
        behind.forEach(this::follow);
    }

    /**
     * Adds a record of a request.
     *
     * @param followed how many renames there were when the request began
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
            LOGGER.log(Level.WARNING, e, () -> "The record " + recordId + " keeps an old name for now");
        }
    }

    private KeyRecord renamed(KeyRecord keyRecord, int from, int to) {
        KeyRecord renamed = keyRecord;
        for (Rename rename : all.subList(from, to)) {
            renamed = renamed.renamed(rename.oldName(), rename.newName());
        }
        return renamed;
    }
}
