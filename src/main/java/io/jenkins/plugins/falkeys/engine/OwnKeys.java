package io.jenkins.plugins.falkeys.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys that a job may see, rotate and delete: those that the same job made. All others are to it as if they did not
 * exist.
 */
final class OwnKeys {

    private final Ports ports;

    OwnKeys(Ports ports) {
        this.ports = ports;
    }

    /** All of them, oldest first. */
    Stream<KeyRecord> of(Origin origin) {
        return ports.ledger().all().stream()
                .filter(keyRecord -> keyRecord.origin().job().equals(origin.job()));
    }

    /** The key that a credential holds; empty when it holds none of these. */
    Optional<KeyRecord> heldBy(Origin origin, Target target) {
        return of(origin)
                .filter(keyRecord -> target.equals(keyRecord.target()))
                .filter(this::isHeld)
                .findFirst();
    }

    /**
     * The key that the credential of this ID holds.
     *
     * @throws KeyException when there is none
     */
    KeyRecord inCredential(Origin origin, String credentialsId) throws KeyException {
        return inCredentials(origin, credentialsId).stream()
                .filter(this::isHeld)
                .findFirst()
                .orElseThrow(() -> noSuchKey("in a credential '" + credentialsId + "'"));
    }

    /**
     * The newest live key that was made for a credential of this ID, whether it is still there or not.
     *
     * @throws KeyException when there is none
     */
    KeyRecord newest(Origin origin, String credentialsId) throws KeyException {
        return inCredentials(origin, credentialsId).stream()
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .findFirst()
                .orElseThrow(() -> noSuchKey("in a credential '" + credentialsId + "'"));
    }

    /** The keys that credentials of this ID hold, held or should hold, the newest first. */
    List<KeyRecord> inCredentials(Origin origin, String credentialsId) {
        return of(origin)
                .filter(keyRecord -> keyRecord.target() != null
                        && keyRecord.target().credentialsId().equals(credentialsId))
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
                .orElseThrow(() -> noSuchKey("'" + keyId + "'"));
    }

    /** Whether the record's credential is there and holds its key. */
    boolean isHeld(KeyRecord keyRecord) {
        return keyRecord.state() == KeyState.ACTIVE
                && keyRecord.target() != null
                && ports.stores().holds(keyRecord.target(), keyRecord.keyId());
    }

    static KeyException noSuchKey(String which) {
        return new KeyException("Nothing was changed: there is no such key for this job: " + which
                + ". A job finds the keys that it made itself (falListKeys shows them).");
    }
}
