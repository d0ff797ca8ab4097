package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Ledger;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Forwards to another ledger. */
public abstract class ForwardingLedger implements Ledger {

    private final Ledger ledger;

    protected ForwardingLedger(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public CompletableFuture<Void> loaded() {
        return ledger.loaded();
    }

    @Override
    public void add(KeyRecord keyRecord) throws IOException {
        ledger.add(keyRecord);
    }

    @Override
    public Optional<KeyRecord> update(String id, UnaryOperator<KeyRecord> change) throws IOException {
        return ledger.update(id, change);
    }

    @Override
    public void remove(String id, Predicate<KeyRecord> condition) throws IOException {
        ledger.remove(id, condition);
    }

    @Override
    public void repair() throws IOException {
        ledger.repair();
    }

    @Override
    public Optional<KeyRecord> get(String id) {
        return ledger.get(id);
    }

    @Override
    public Optional<KeyRecord> latest(Origin origin) {
        return ledger.latest(origin);
    }

    @Override
    public List<KeyRecord> ofRun(String run) {
        return ledger.ofRun(run);
    }

    @Override
    public List<KeyRecord> ofOwner(String ownerId) {
        return ledger.ofOwner(ownerId);
    }

    @Override
    public List<KeyRecord> ofCredential(Target target) {
        return ledger.ofCredential(target);
    }

    @Override
    public List<KeyRecord> ofCredentialsId(String credentialsId) {
        return ledger.ofCredentialsId(credentialsId);
    }

    @Override
    public List<KeyRecord> ofItem(String fullName) {
        return ledger.ofItem(fullName);
    }

    @Override
    public List<KeyRecord> ofKey(String keyId) {
        return ledger.ofKey(keyId);
    }

    @Override
    public List<KeyRecord> inState(KeyState state) {
        return ledger.inState(state);
    }

    @Override
    public List<KeyRecord> deletedSince(Instant time) {
        return ledger.deletedSince(time);
    }

    @Override
    public int count(KeyState state) {
        return ledger.count(state);
    }

    @Override
    public List<KeyRecord> all() {
        return ledger.all();
    }
}
