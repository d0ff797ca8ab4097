package io.jenkins.plugins.falkeys.engine.mint;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyReceiver;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.Optional;

/** Hands a key to a build, without storing it. */
public final class BuildHandOver implements HandOver<KeyReceiver.Lease> {

    private final KeyReceiver receiver;

    public BuildHandOver(KeyReceiver receiver) {
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
    public Optional<KeyReceiver.Lease> prepare() {
        return Optional.empty();
    }

    @Override
    @CheckForNull
    public Owner owner(@CheckForNull Owner requester) {
        return requester;
    }

    @Override
    @CheckForNull
    public KeyRecord.Replacement replaces() {
        return null;
    }

    @Override
    @CheckForNull
    public Integer expiresAfterDays() {
        return null;
    }

    @Override
    public Optional<KeyReceiver.Lease> resultFor(KeyRecord active) {
        return Optional.empty();
    }

    @Override
    public KeyReceiver.Lease handOver(FalKey key, NewKeyRecord records) throws Exception {
        // The record is changed first, because the build may end the key before the receiver returns.
        KeyReceiver.Lease lease = new KeyReceiver.Lease(records.change(
                (current, now) -> current.answered(key.keyId(), now).in(KeyState.ACTIVE, now)));
        receiver.receive(key, lease);
        return lease;
    }

    @Override
    public Optional<KeyRecord> rollBack(KeyRecord minted) {
        return Optional.of(minted);
    }
}
