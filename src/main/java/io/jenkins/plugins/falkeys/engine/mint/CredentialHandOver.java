package io.jenkins.plugins.falkeys.engine.mint;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.revoke.Revocation;
import java.util.Optional;

/** Stores a key in a credential, either a new one or one that holds an older key. */
public abstract class CredentialHandOver implements HandOver<CreatedKey> {

    final Ports ports;
    final Origin origin;
    private final Revocation revocation;
    private final String wantedDescription;
    private final int graceMinutes;
    private Target target;
    private KeyRecord replaced;
    private KeyRecord vanished;
    private String remark = "";

    CredentialHandOver(Engine engine, Origin origin, @CheckForNull String wantedDescription, int graceMinutes) {
        this.ports = engine.ports();
        this.revocation = engine.revocation();
        this.origin = origin;
        this.wantedDescription = wantedDescription;
        this.graceMinutes = graceMinutes;
    }

    final void storeIn(Target credential) {
        target = credential;
    }

    /** The key will replace this one, which the caller may change, in its credential. */
    final void replace(KeyRecord old) throws KeyException {
        ports.access().requireMayUpdate(origin, target);
        revocation.startGracePeriod(old);
        replaced = old;
    }

    /** The key will replace one whose credential is gone. The old key is revoked at once. */
    final void replaceVanished(KeyRecord old) {
        vanished = old;
        remark(Messages.CredentialHandOver_vanished(old.keyId()));
    }

    /** Appends a sentence to what the user is told in the end. */
    final void remark(String sentence) {
        remark = " " + sentence;
    }

    @Override
    @NonNull
    public final Target target() {
        return target;
    }

    /** A key that others may rotate stays its owner's. */
    @Override
    @CheckForNull
    public final Owner owner(@CheckForNull Owner requester) {
        return replaced == null ? requester : replaced.owner();
    }

    @Override
    @CheckForNull
    public final KeyRecord.Replacement replaces() {
        if (vanished != null) {
            return new KeyRecord.Replacement(vanished.id(), 0);
        }
        return replaced == null ? null : new KeyRecord.Replacement(replaced.id(), graceMinutes);
    }

    @Override
    public final Optional<CreatedKey> resultFor(KeyRecord active) {
        return Optional.of(CreatedKey.of(active, report(active) + remark));
    }

    private String report(KeyRecord active) {
        if (active.replaces() == null || vanished != null) {
            return Messages.CredentialHandOver_created(
                    active.alias(), active.keyId(), active.target().describe());
        }
        String old = ports.ledger()
                .get(active.replaces().recordId())
                .map(KeyRecord::keyId)
                .orElse("?");
        int minutes = active.replaces().graceMinutes();
        String credential = active.target().describe();
        return minutes == 0
                ? Messages.CredentialHandOver_rotatedNow(active.alias(), credential, active.keyId(), old)
                : Messages.CredentialHandOver_rotated(active.alias(), credential, active.keyId(), old, grace(minutes));
    }

    private static String grace(int minutes) {
        return minutes == 1 ? Messages.CredentialHandOver_oneMinute() : Messages.CredentialHandOver_minutes(minutes);
    }

    /**
     * Permissions may have changed since the request was checked, so they are checked again right before the store
     * changes.
     */
    @Override
    public final CreatedKey handOver(FalKey key, NewKeyRecord records) throws KeyException {
        KeyRecord minted = records.change((current, now) -> current.answered(key.keyId(), now));
        if (replaced == null) {
            ports.access().requireMayCreate(origin, target);
            ports.access().requireFree(origin, target);
            ports.stores()
                    .add(
                            target,
                            key,
                            clean(wantedDescription == null ? generatedDescription(minted) : wantedDescription));
        } else {
            ports.access().requireMayUpdate(origin, target);
            ports.stores().update(target, replaced.keyId(), key, old -> clean(updatedDescription(old, minted)));
        }
        KeyRecord active = records.change((current, now) -> current.in(KeyState.ACTIVE, now));
        revocation.startGracePeriod(active);
        return resultFor(active).orElseThrow();
    }

    /** Keeps a description that a user wrote, but updates one that was generated. */
    private String updatedDescription(String old, KeyRecord minted) {
        if (wantedDescription != null) {
            return wantedDescription;
        }
        return old.isEmpty() || old.contains(replaced.keyId()) ? generatedDescription(minted) : old;
    }

    private String generatedDescription(KeyRecord minted) {
        return Messages.CredentialHandOver_description(minted.alias(), minted.keyId(), origin.maker());
    }

    /**
     * Removes everything that could be HTML, because some pages do not escape descriptions (SECURITY-2701), and
     * everything that XML cannot represent.
     */
    public static String clean(String description) {
        return description.replaceAll("[<>&\\x00\\p{Cs}\\uFFFE\\uFFFF]", "");
    }

    @Override
    public final Optional<KeyRecord> rollBack(KeyRecord minted) {
        if (replaced == null) {
            removeCredential(minted);
            return Optional.of(minted);
        }
        boolean rotated = ports.stores().holds(target, minted.keyId());
        return rotated ? Optional.empty() : Optional.of(minted.detached());
    }

    /** Removes the credential at once, while this request holds its lock, so that the next request does not find it. */
    private void removeCredential(KeyRecord minted) {
        try {
            ports.stores().remove(target, minted.keyId());
        } catch (KeyException e) {
            // The revocation tries again, and reports it if it fails again.
        }
    }
}
