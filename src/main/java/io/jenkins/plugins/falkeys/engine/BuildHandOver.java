package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Target;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.util.Optional;

/** Hands a key to the build alone. The user gets the ID of its record. */
final class BuildHandOver implements HandOver<String> {

    private final KeyReceiver receiver;

    BuildHandOver(KeyReceiver receiver) {
        this.receiver = receiver;
    }

    @Override
    public void check() {}

    @Override
    @CheckForNull
    public Target target() {
        return null;
    }

    @Override
    public Optional<String> existing() {
        return Optional.empty();
    }

    @Override
    @CheckForNull
    public KeyRecord.Replacement replaces() {
        return null;
    }

    @Override
    public Optional<String> handedOver(KeyRecord active) {
        return Optional.empty();
    }

    @Override
    public String handOver(FalKey key, Entry entry) throws Exception {
        // First, because the build may end the key before the receiver has returned.
        entry.write((keyRecord, now) -> keyRecord.in(KeyState.ACTIVE, now));
        receiver.receive(key, entry.current().id());
        return entry.current().id();
    }

    @Override
    public Optional<KeyRecord> takeBack(KeyRecord made) {
        return Optional.of(made);
    }
}
