package io.jenkins.plugins.falkeys.engine.record;

import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The keys that a job may see, rotate and delete: those of its owner, and those in stores that are shared with it. All
 * others are to it as if they did not exist. A person who may work with keys at all may work with all of them.
 */
public final class OwnedKeys {

    private static final Comparator<KeyRecord> OLDEST_FIRST = Comparator.comparing(KeyRecord::writtenAt);

    private final Ports ports;

    public OwnedKeys(Ports ports) {
        this.ports = ports;
    }

    /**
     * All of them, oldest first.
     *
     * @throws KeyException when the job is gone
     */
    public List<KeyRecord> of(Origin origin) throws KeyException {
        if (origin.byPerson()) {
            return ports.ledger().all();
        }
        Owner owner = ports.owners().of(origin);
        if (origin.byList()) {
            return ports.ledger().ofOwner(owner.id());
        }
        Stream<KeyRecord> own = owner == null ? Stream.empty() : ports.ledger().ofOwner(owner.id()).stream();
        Stream<KeyRecord> shared = ports.access().sharedWith(origin).stream()
                .flatMap(store -> ports.ledger().ofItem(store).stream()
                        .filter(keyRecord -> keyRecord.target() != null
                                && keyRecord.target().store().equals(store)));
        return Stream.concat(own, shared).distinct().sorted(OLDEST_FIRST).toList();
    }

    /**
     * Checks that a requester may rotate or delete one of these keys. A change request may do so with what it minted
     * itself: anyone who opens one must never be able to revoke the keys of the project.
     *
     * @throws KeyException when not
     */
    public KeyRecord requireMayChange(Origin origin, KeyRecord keyRecord) throws KeyException {
        if (!origin.byPerson()
                && !origin.byList()
                && ports.owners().isChangeRequest(origin)
                && !keyRecord.origin().job().equals(origin.job())) {
            throw new KeyException(Messages.OwnKeys_changeRequest(keyRecord.alias()));
        }
        return keyRecord;
    }

    /** The key that such a credential holds; empty when there is none of these in it. */
    public Optional<KeyRecord> heldBy(Origin origin, Predicate<Target> such) throws KeyException {
        return inCredentials(origin, such).stream().filter(this::isHeld).findFirst();
    }

    /**
     * The key that the credential holds.
     *
     * @throws KeyException when there is none
     */
    public KeyRecord inCredential(RotateRequest request) throws KeyException {
        return requireMayChange(
                request.origin(),
                heldBy(request.origin(), request::means)
                        .orElseThrow(() -> noSuchKey(request.origin(), request.describe())));
    }

    /**
     * The key that the credential holds; else the newest live one that was made for it.
     *
     * @throws KeyException when there is neither
     */
    public KeyRecord inCredentialOrNewest(RotateRequest request) throws KeyException {
        Optional<KeyRecord> held = heldBy(request.origin(), request::means);
        return requireMayChange(request.origin(), held.isPresent() ? held.get() : newest(request));
    }

    /**
     * The newest live key that was made for the credential, whether it is still there or not.
     *
     * @throws KeyException when there is none
     */
    public KeyRecord newest(RotateRequest request) throws KeyException {
        return inCredentials(request.origin(), request::means).stream()
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .findFirst()
                .orElseThrow(() -> noSuchKey(request.origin(), request.describe()));
    }

    /** The keys that such credentials hold, held or should hold, the newest first. */
    public List<KeyRecord> inCredentials(Origin origin, Predicate<Target> such) throws KeyException {
        return of(origin).stream()
                .filter(keyRecord -> keyRecord.target() != null && such.test(keyRecord.target()))
                .sorted(OLDEST_FIRST.reversed())
                .toList();
    }

    /**
     * The keys that credentials of this ID hold, or held before they were rotated or deleted.
     *
     * @throws KeyException when there is none
     */
    public List<KeyRecord> storedAs(Origin origin, String credentialsId) throws KeyException {
        List<KeyRecord> stored = inCredentials(
                        origin, target -> target.credentialsId().equals(credentialsId))
                .stream()
                .filter(keyRecord -> keyRecord.keyId() != null)
                .toList();
        if (stored.isEmpty()) {
            throw new KeyException.NoSuchKey(Messages.OwnKeys_noCosts(credentialsId));
        }
        return stored;
    }

    /**
     * The key of this ID.
     *
     * @throws KeyException when there is none
     */
    public KeyRecord withId(Origin origin, String keyId) throws KeyException {
        return of(origin).stream()
                .filter(keyRecord -> keyId.equals(keyRecord.keyId()))
                .findFirst()
                .orElseThrow(() -> noSuchKey(origin, Messages.OwnKeys_withId(keyId)));
    }

    /**
     * The key of this record.
     *
     * @throws KeyException when there is none
     */
    public KeyRecord ofRecord(Origin origin, String recordId) throws KeyException {
        return ports.ledger().get(recordId).orElseThrow(() -> noSuchKey(origin, Messages.OwnKeys_ofRecord(recordId)));
    }

    /** Whether the record's credential is there and holds its key. */
    public boolean isHeld(KeyRecord keyRecord) {
        return keyRecord.state() == KeyState.ACTIVE
                && keyRecord.target() != null
                && ports.stores().holds(keyRecord.target(), keyRecord.keyId());
    }

    /** What a requester reads of a key that is not there, or that is not theirs. */
    public static KeyException noSuchKey(Origin origin, String which) {
        return new KeyException.NoSuchKey(
                origin.byPerson() || origin.byList()
                        ? Messages.OwnKeys_none(which)
                        : Messages.OwnKeys_noneOfJob(which));
    }
}
