package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Ledger;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A ledger whose disk can be full, and whose loading tests can delay. */
public final class FailingLedger extends ForwardingLedger {

    /** Which records cannot be written. A predicate that blocks delays the write. */
    public volatile Predicate<KeyRecord> fails = keyRecord -> false;

    /** Completes when the records have been loaded. */
    public volatile CompletableFuture<Void> loaded;

    FailingLedger(Ledger ledger) {
        super(ledger);
        loaded = ledger.loaded();
    }

    @Override
    public CompletableFuture<Void> loaded() {
        return loaded;
    }

    @Override
    public void add(KeyRecord keyRecord) throws IOException {
        requireRoom(keyRecord);
        super.add(keyRecord);
    }

    @Override
    public Optional<KeyRecord> update(String id, UnaryOperator<KeyRecord> change) throws IOException {
        try {
            return super.update(id, current -> {
                KeyRecord changed = change.apply(current);
                if (!changed.equals(current)) {
                    requireRoomUnchecked(changed);
                }
                return changed;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void requireRoomUnchecked(KeyRecord keyRecord) {
        try {
            requireRoom(keyRecord);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireRoom(KeyRecord keyRecord) throws IOException {
        if (fails.test(keyRecord)) {
            throw new IOException("No space left on device");
        }
    }
}
