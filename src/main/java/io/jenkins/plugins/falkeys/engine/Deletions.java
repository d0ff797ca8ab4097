package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;

import io.jenkins.plugins.falkeys.api.FalException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Deletes keys at fal until fal confirms it. fal answers 204 for any ID, so an answer counts only from the account
 * that made the key.
 */
final class Deletions {

    private static final Logger LOGGER = Logger.getLogger(Deletions.class.getName());
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(5);
    private static final Duration LONGEST_BACK_OFF = Duration.ofHours(1);

    private final Ports ports;
    private final FalCalls calls;
    private final ExecutorService pool;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /** When what failed may be tried again, by record IDs. Not kept over a restart, which may have mended the cause. */
    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();

    Deletions(Ports ports, FalCalls calls, ExecutorService pool) {
        this.ports = ports;
        this.calls = calls;
        this.pool = pool;
    }

    /**
     * Writes that the key is to be deleted, takes its credential away, and deletes it.
     *
     * @return the record as it is after the first attempt; never fails
     */
    CompletableFuture<KeyRecord> end(KeyRecord keyRecord) {
        return attempt(write(keyRecord.in(KeyState.DELETING, now())));
    }

    /** Ends the key in whose place this one is, when its grace period is over. Doing so twice does no harm. */
    void retireWhatItReplaced(KeyRecord active) {
        if (active.replaces() == null) {
            return;
        }
        Duration grace = Duration.ofMinutes(active.replaces().graceMinutes());
        ports.ledger()
                .get(active.replaces().recordId())
                .filter(old -> old.state() == KeyState.ACTIVE)
                .map(old -> write(old.after(now().plus(grace)).in(KeyState.DELETING, now())))
                .ifPresent(this::retry);
    }

    /** Tries to delete the key if that is due. */
    CompletableFuture<KeyRecord> retry(KeyRecord keyRecord) {
        boolean due = !notBefore.getOrDefault(keyRecord.id(), Instant.MIN).isAfter(now())
                && (keyRecord.notBefore() == null || !keyRecord.notBefore().isAfter(now()));
        return due ? attempt(keyRecord) : CompletableFuture.completedFuture(keyRecord);
    }

    /** Whether the record's credential holds its key, whatever the record says of that. */
    boolean isStored(KeyRecord keyRecord) {
        return keyRecord.target() != null && ports.stores().holds(keyRecord.target(), keyRecord.keyId());
    }

    private CompletableFuture<KeyRecord> attempt(KeyRecord keyRecord) {
        if (!underWay.add(keyRecord.id())) {
            return CompletableFuture.completedFuture(keyRecord);
        }
        FalCalls.Patience patience = new FalCalls.Patience(now().plus(PATIENCE), new CompletableFuture<Void>());
        return calls.repeatable(pool, patience, () -> delete(keyRecord))
                .handle((state, error) ->
                        write(error == null ? over(keyRecord, state) : failed(keyRecord, FalCalls.cause(error))))
                .whenComplete((ended, error) -> underWay.remove(keyRecord.id()));
    }

    private KeyRecord over(KeyRecord keyRecord, KeyState state) {
        if (state == KeyState.DELETED) {
            notBefore.remove(keyRecord.id());
            return keyRecord.in(state, now());
        }
        notBefore.put(keyRecord.id(), now().plus(LONGEST_BACK_OFF));
        return keyRecord
                .because(Messages.Deletions_otherAccount(keyRecord.admin().credentialsId()))
                .in(state, now());
    }

    private KeyRecord failed(KeyRecord keyRecord, Throwable error) {
        Duration backOff = FIRST_BACK_OFF.multipliedBy(1L << Math.min(keyRecord.attempts(), 12));
        notBefore.put(keyRecord.id(), now().plus(backOff.compareTo(LONGEST_BACK_OFF) < 0 ? backOff : LONGEST_BACK_OFF));
        return keyRecord.failed(error.getMessage(), now());
    }

    private KeyState delete(KeyRecord keyRecord) throws FalException, KeyException {
        removeCredential(keyRecord);
        AdminAccess admin = ports.adminKeys().recall(keyRecord.admin());
        if (!keyRecord.admin().isSameAs(admin.reference())
                && !ports.api().list(admin.key()).has(keyRecord.keyId())) {
            return KeyState.UNRESOLVED;
        }
        if (keyRecord.keyId().equals(admin.reference().keyId())) {
            throw new KeyException(Messages.Deletions_adminKey());
        }
        ports.api().delete(admin.key(), keyRecord.keyId());
        return KeyState.DELETED;
    }

    /** A credential that cannot be removed must not keep its key alive. */
    private void removeCredential(KeyRecord keyRecord) {
        try {
            if (keyRecord.target() != null) {
                ports.stores().remove(keyRecord.target(), keyRecord.keyId());
            }
        } catch (KeyException e) {
            LOGGER.warning(() -> e.getMessage() + " Its key " + keyRecord.keyId() + " is deleted all the same.");
        }
    }

    private KeyRecord write(KeyRecord keyRecord) {
        try {
            ports.ledger().put(keyRecord);
        } catch (IOException e) {
            // The key is deleted all the same: a full disk must not keep it alive.
            LOGGER.log(
                    Level.WARNING, e, () -> "Could not record key " + keyRecord.keyId() + " as " + keyRecord.state());
        }
        return keyRecord;
    }

    private Instant now() {
        return ports.clock().instant();
    }
}
