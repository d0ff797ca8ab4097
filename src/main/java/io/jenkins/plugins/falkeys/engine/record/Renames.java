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

    /** How many renames have been applied to each record that is not up to date. */
    private final Map<String, Integer> outdated = new ConcurrentSkipListMap<>();

    /** How many renames have not been applied yet. */
    private final AtomicInteger pending = new AtomicInteger();

    /** How many renames have been applied, including the one that is being applied now. */
    private volatile int applied;

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
        ledger.loaded().thenRun(this::applyAll);
    }

    /**
     * Applies the renames one after the other. Only one thread does this, and also applies those that other threads add
     * in the meantime.
     */
    private void applyAll() {
        if (pending.getAndIncrement() > 0) {
            return;
        }
        do {
            int next = applied;
            applied = next + 1;
            ledger.ofItem(all.get(next).oldName()).forEach(named -> outdated.putIfAbsent(named.id(), next));
            retry();
        } while (pending.decrementAndGet() > 0);
    }

    /** Whether the record may still contain an old name. */
    public boolean isOutdated(String recordId) {
        return outdated.containsKey(recordId);
    }

    /** Retries the updates that could not be written. */
    public void retry() {
        outdated.forEach(this::apply);
    }

    /**
     * Adds the record of a new request.
     *
     * @param renamesBefore the number of renames before the request began
     */
    public void add(KeyRecord keyRecord, int renamesBefore) throws IOException {
        int known = Math.max(renamesBefore, applied);
        ledger.add(renamed(keyRecord, renamesBefore, known));
        if (applied > known) {
            apply(keyRecord.id(), known);
        }
    }

    private void apply(String recordId, int renamesBefore) {
        int known = applied;
        try {
            ledger.update(recordId, current -> renamed(current, renamesBefore, known));
            outdated.remove(recordId, renamesBefore);
        } catch (IOException e) {
            outdated.putIfAbsent(recordId, renamesBefore);
            LOGGER.log(Level.WARNING, e, () -> "The record " + recordId + " still has an old name");
        }
    }

    /**
     * The origin of a request under its current names.
     *
     * @param renamesBefore the number of renames before the request began
     */
    public Origin renamed(Origin origin, int renamesBefore) {
        Origin renamed = origin;
        for (Rename rename : all.stream().skip(renamesBefore).toList()) {
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
