package io.jenkins.plugins.falkeys.engine.record;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The keys that a job may see, rotate and delete: those of its owner, and those in stores that are shared with it. To
 * the job, no other keys exist. A person who may work with keys may work with all of them.
 */
public final class OwnedKeys {

    private static final Comparator<KeyRecord> OLDEST_FIRST = Comparator.comparing(KeyRecord::writtenAt);

    private final Ports ports;

    public OwnedKeys(Ports ports) {
        this.ports = ports;
    }

    /**
     * All of these keys, oldest first.
     *
     * @throws KeyException if the job is gone
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
                        .filter(keyRecord -> isSharedIn(Set.of(store), keyRecord)));
        return Stream.concat(own, shared).distinct().sorted(OLDEST_FIRST).toList();
    }

    /** Tells whether a record is one of them, without looking at all keys of a busy job. */
    private Predicate<KeyRecord> isOwn(Origin origin) throws KeyException {
        if (origin.byPerson()) {
            return keyRecord -> true;
        }
        Owner owner = ports.owners().of(origin);
        Set<String> shared = origin.byList() ? Set.of() : ports.access().sharedWith(origin);
        return keyRecord -> isOf(owner, keyRecord) || isSharedIn(shared, keyRecord);
    }

    private static boolean isOf(@CheckForNull Owner owner, KeyRecord keyRecord) {
        return owner != null
                && keyRecord.owner() != null
                && keyRecord.owner().id().equals(owner.id());
    }

    /** A key without an owner or credential may be left from a deleted folder, whose name another folder has now. */
    private boolean isSharedIn(Set<String> stores, KeyRecord keyRecord) {
        return keyRecord.target() != null
                && stores.contains(keyRecord.target().store())
                && (hasOwner(keyRecord) || isHeld(keyRecord));
    }

    /** Whether the item that a key belongs to still exists. */
    public boolean hasOwner(KeyRecord keyRecord) {
        return keyRecord.owner() != null && ports.owners().exists(keyRecord.owner());
    }

    /**
     * Checks that a requester may rotate or delete one of these keys. A change request may do so only with keys that it
     * minted itself: anyone who opens one must never be able to revoke the project's keys.
     *
     * @throws KeyException if the requester may not
     */
    public KeyRecord requireMayChange(Origin origin, KeyRecord keyRecord) throws KeyException {
        if (!mayChange(origin, keyRecord)) {
            throw new KeyException(Messages.OwnedKeys_changeRequest(keyRecord.alias()));
        }
        return keyRecord;
    }

    private boolean mayChange(Origin origin, KeyRecord keyRecord) throws KeyException {
        return origin.byPerson()
                || origin.byList()
                || !ports.owners().isChangeRequest(origin)
                || keyRecord.origin().job().equals(origin.job());
    }

    /**
     * Whether a key whose credential vanished may be revoked because a requester mints it again. It may still be in
     * use, so only its owner may do that: no change request, and no job that merely shares the key.
     */
    public boolean mayRevokeVanished(Origin origin, KeyRecord vanished) throws KeyException {
        return origin.byPerson() || isOf(ports.owners().of(origin), vanished) && mayChange(origin, vanished);
    }

    /** The key in the credential; empty if it holds none of these keys. */
    public Optional<KeyRecord> heldBy(Origin origin, Target target) throws KeyException {
        return inCredentials(origin, target.credentialsId()).stream()
                .filter(keyRecord -> keyRecord.target().equals(target))
                .filter(this::isHeld)
                .findFirst();
    }

    /**
     * The key in the credential.
     *
     * @throws KeyException if there is none
     */
    public KeyRecord inCredential(RotateRequest request) throws KeyException {
        return requireMayChange(
                request.origin(), held(request).orElseThrow(() -> noSuchKey(request.origin(), request.describe())));
    }

    /**
     * The key in the credential, or else the newest live key that was minted for it.
     *
     * @throws KeyException if there is neither
     */
    public KeyRecord inCredentialOrNewest(RotateRequest request) throws KeyException {
        Optional<KeyRecord> held = held(request);
        return requireMayChange(request.origin(), held.isPresent() ? held.get() : newest(request));
    }

    private Optional<KeyRecord> held(RotateRequest request) throws KeyException {
        return matching(request).filter(this::isHeld).findFirst();
    }

    private Stream<KeyRecord> matching(RotateRequest request) throws KeyException {
        return inCredentials(request.origin(), request.credentialsId()).stream()
                .filter(keyRecord -> request.matches(keyRecord.target()));
    }

    /**
     * The newest live key that was minted for the credential, even if the credential is gone.
     *
     * @throws KeyException if there is none
     */
    public KeyRecord newest(RotateRequest request) throws KeyException {
        return matching(request)
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .findFirst()
                .orElseThrow(() -> noSuchKey(request.origin(), request.describe()));
    }

    /**
     * The keys that credentials of this ID hold, held or should hold. Those in the folder nearest to the job come
     * first, since a job binds the nearest credential of an ID, and the newest of one credential before the others.
     */
    public List<KeyRecord> inCredentials(Origin origin, @CheckForNull String credentialsId) throws KeyException {
        if (credentialsId == null) {
            return List.of(); // a step may lack a parameter that it requires
        }
        Predicate<KeyRecord> own = isOwn(origin);
        return ports.ledger().ofCredentialsId(credentialsId).stream()
                .filter(own)
                .sorted(nearestFirst(origin.job()).thenComparing(OLDEST_FIRST.reversed()))
                .toList();
    }

    /** The longer the name of a folder above a job, the nearer it is; folders elsewhere come last. */
    private static Comparator<KeyRecord> nearestFirst(String job) {
        return Comparator.comparingInt(keyRecord -> {
            String store = keyRecord.target().store();
            return store.isEmpty() || job.startsWith(store + "/") ? -store.length() : 1;
        });
    }

    /**
     * The keys that credentials of this ID hold, or held before they were rotated or deleted.
     *
     * @throws KeyException if there are none
     */
    public List<KeyRecord> storedAs(Origin origin, String credentialsId) throws KeyException {
        List<KeyRecord> stored = inCredentials(origin, credentialsId).stream()
                .filter(keyRecord -> keyRecord.keyId() != null)
                .toList();
        if (stored.isEmpty()) {
            throw new KeyException.NoSuchKey(Messages.OwnedKeys_noCosts(credentialsId));
        }
        return stored;
    }

    /**
     * The key of this ID.
     *
     * @throws KeyException if there is none
     */
    public KeyRecord withId(Origin origin, String keyId) throws KeyException {
        Predicate<KeyRecord> own = isOwn(origin);
        return ports.ledger().ofKey(keyId).stream()
                .filter(own)
                .findFirst()
                .orElseThrow(() -> noSuchKey(origin, Messages.OwnedKeys_withId(keyId)));
    }

    /**
     * The key of this record.
     *
     * @throws KeyException if there is none
     */
    public KeyRecord ofRecord(Origin origin, String recordId) throws KeyException {
        return ports.ledger().get(recordId).orElseThrow(() -> noSuchKey(origin, Messages.OwnedKeys_ofRecord(recordId)));
    }

    /** Whether the key is in use, and its credential exists and holds it. */
    public boolean isHeld(KeyRecord keyRecord) {
        return keyRecord.state() == KeyState.ACTIVE && ports.stores().holdsKeyOf(keyRecord);
    }

    /** The error for a key that does not exist, or that is not the requester's. */
    public static KeyException noSuchKey(Origin origin, String which) {
        return new KeyException.NoSuchKey(
                origin.byPerson() || origin.byList()
                        ? Messages.OwnedKeys_none(which)
                        : Messages.OwnedKeys_noneOfJob(which));
    }
}
