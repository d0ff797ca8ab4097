package io.jenkins.plugins.falkeys.engine.simulation;

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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The real ledger of one controller. Every change is checked. */
final class WatchedLedger implements Ledger {

    private final World world;
    private final Controller controller;
    private final Ledger ledger;

    WatchedLedger(World world, Controller controller, Ledger ledger) {
        this.world = world;
        this.controller = controller;
        this.ledger = ledger;
    }

    @Override
    public CompletableFuture<Void> loaded() {
        return ledger.loaded();
    }

    @Override
    public void add(KeyRecord keyRecord) throws IOException {
        controller.yieldPoint();
        world.scheduler.lock();
        try {
            ledger.add(keyRecord);
            controller.home.records.onWrite(controller, keyRecord);
        } catch (IOException | Crash e) {
            controller.home.records.onFailedWrite(keyRecord.id(), keyRecord.state());
            throw e;
        } finally {
            world.scheduler.unlock();
        }
        controller.yieldPoint();
    }

    @Override
    public Optional<KeyRecord> update(String id, UnaryOperator<KeyRecord> change) throws IOException {
        controller.yieldPoint();
        world.scheduler.lock();
        Optional<KeyRecord> now;
        AtomicReference<KeyState> wanted = new AtomicReference<>();
        try {
            now = ledger.update(id, current -> {
                KeyRecord changed = change.apply(current);
                wanted.set(changed.state());
                return changed;
            });
            now.ifPresent(keyRecord -> controller.home.records.onWrite(controller, keyRecord));
        } catch (IOException | Crash e) {
            controller.home.records.onFailedWrite(id, wanted.get());
            throw e;
        } finally {
            world.scheduler.unlock();
        }
        controller.yieldPoint();
        return now;
    }

    @Override
    public void remove(String id, Predicate<KeyRecord> condition) throws IOException {
        controller.yieldPoint();
        world.scheduler.lock();
        try {
            ledger.remove(id, condition);
            if (ledger.get(id).isEmpty()) {
                controller.home.records.onRemove(controller, id);
            }
        } finally {
            world.scheduler.unlock();
        }
        controller.yieldPoint();
    }

    @Override
    public void repair() throws IOException {
        controller.yieldPoint();
        world.scheduler.lock();
        try {
            ledger.repair();
        } finally {
            world.scheduler.unlock();
        }
    }

    @Override
    public Optional<KeyRecord> get(String id) {
        controller.yieldPoint();
        return ledger.get(id);
    }

    @Override
    public Optional<KeyRecord> latest(Origin origin) {
        controller.yieldPoint();
        return ledger.latest(origin);
    }

    @Override
    public List<KeyRecord> ofRun(String run) {
        controller.yieldPoint();
        return ledger.ofRun(run);
    }

    @Override
    public List<KeyRecord> ofOwner(String ownerId) {
        controller.yieldPoint();
        return ledger.ofOwner(ownerId);
    }

    @Override
    public List<KeyRecord> ofCredential(Target target) {
        controller.yieldPoint();
        return ledger.ofCredential(target);
    }

    @Override
    public List<KeyRecord> ofCredentialsId(String credentialsId) {
        controller.yieldPoint();
        return ledger.ofCredentialsId(credentialsId);
    }

    @Override
    public List<KeyRecord> ofItem(String fullName) {
        controller.yieldPoint();
        return ledger.ofItem(fullName);
    }

    @Override
    public List<KeyRecord> ofKey(String keyId) {
        controller.yieldPoint();
        return ledger.ofKey(keyId);
    }

    @Override
    public List<KeyRecord> inState(KeyState state) {
        controller.yieldPoint();
        return ledger.inState(state);
    }

    @Override
    public List<KeyRecord> deletedSince(Instant time) {
        controller.yieldPoint();
        return ledger.deletedSince(time);
    }

    @Override
    public int count(KeyState state) {
        controller.yieldPoint();
        return ledger.count(state);
    }

    @Override
    public List<KeyRecord> all() {
        controller.yieldPoint();
        return ledger.all();
    }
}
