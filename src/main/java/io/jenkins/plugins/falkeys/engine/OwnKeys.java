package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The keys that a job may see, rotate and delete: those that the same job made, and those in stores that are shared with
 * it. All others are to it as if they did not exist. A person who may work with keys at all may work with all of them.
 */
final class OwnKeys {

    private final Ports ports;

    OwnKeys(Ports ports) {
        this.ports = ports;
    }

    /** All of them, oldest first. */
    Stream<KeyRecord> of(Origin origin) {
        if (origin.byPerson()) {
            return ports.ledger().all().stream();
        }
        Set<String> shared = ports.access().sharedWith(origin);
        return ports.ledger().all().stream()
                .filter(keyRecord -> keyRecord.origin().job().equals(origin.job())
                        || keyRecord.target() != null
                                && shared.contains(keyRecord.target().store()));
    }

    /** The key that such a credential holds; empty when there is none of these in it. */
    Optional<KeyRecord> heldBy(Origin origin, Predicate<Target> such) {
        return inCredentials(origin, such).stream().filter(this::isHeld).findFirst();
    }

    /**
     * The key that the credential holds.
     *
     * @throws KeyException when there is none
     */
    KeyRecord inCredential(RotateRequest request) throws KeyException {
        return heldBy(request.origin(), request::means)
                .orElseThrow(() -> noSuchKey(request.origin(), request.describe()));
    }

    /**
     * The newest live key that was made for the credential, whether it is still there or not.
     *
     * @throws KeyException when there is none
     */
    KeyRecord newest(RotateRequest request) throws KeyException {
        return inCredentials(request.origin(), request::means).stream()
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .findFirst()
                .orElseThrow(() -> noSuchKey(request.origin(), request.describe()));
    }

    /** The keys that such credentials hold, held or should hold, the newest first. */
    List<KeyRecord> inCredentials(Origin origin, Predicate<Target> such) {
        return of(origin)
                .filter(keyRecord -> keyRecord.target() != null && such.test(keyRecord.target()))
                .sorted(Comparator.comparing(KeyRecord::writtenAt).reversed())
                .toList();
    }

    /**
     * The key of this ID.
     *
     * @throws KeyException when there is none
     */
    KeyRecord withId(Origin origin, String keyId) throws KeyException {
        return of(origin)
                .filter(keyRecord -> keyId.equals(keyRecord.keyId()))
                .findFirst()
                .orElseThrow(() -> noSuchKey(origin, Messages.OwnKeys_withId(keyId)));
    }

    /**
     * The key of this record.
     *
     * @throws KeyException when there is none
     */
    KeyRecord ofRecord(Origin origin, String recordId) throws KeyException {
        return of(origin)
                .filter(keyRecord -> keyRecord.id().equals(recordId))
                .findFirst()
                .orElseThrow(() -> noSuchKey(origin, Messages.OwnKeys_ofRecord(recordId)));
    }

    /** Whether the record's credential is there and holds its key. */
    boolean isHeld(KeyRecord keyRecord) {
        return keyRecord.state() == KeyState.ACTIVE
                && keyRecord.target() != null
                && ports.stores().holds(keyRecord.target(), keyRecord.keyId());
    }

    static KeyException noSuchKey(Origin origin, String which) {
        return new KeyException(origin.byPerson() ? Messages.OwnKeys_none(which) : Messages.OwnKeys_noneOfJob(which));
    }
}
