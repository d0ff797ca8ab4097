package io.jenkins.plugins.falkeys.engine;

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
     * Writes that the key is to be deleted, then deletes it.
     *
     * @return the record as it is after the first attempt; never fails
     */
    CompletableFuture<KeyRecord> end(KeyRecord keyRecord) {
        return attempt(write(keyRecord.in(KeyState.DELETING, now())));
    }

    /** Tries again what is due. */
    void retry() {
        for (KeyRecord keyRecord : ports.ledger().all()) {
            if (keyRecord.state() == KeyState.DELETING && isDue(keyRecord)) {
                attempt(keyRecord);
            }
        }
    }

    private boolean isDue(KeyRecord keyRecord) {
        return !notBefore.getOrDefault(keyRecord.id(), Instant.MIN).isAfter(now());
    }

    private CompletableFuture<KeyRecord> attempt(KeyRecord keyRecord) {
        if (!underWay.add(keyRecord.id())) {
            return CompletableFuture.completedFuture(keyRecord);
        }
        FalCalls.Patience patience = new FalCalls.Patience(now().plus(PATIENCE), new CompletableFuture<Void>());
        return calls.repeatable(pool, patience, () -> delete(keyRecord))
                .handle((state, error) ->
                        write(error == null ? keyRecord.in(state, now()) : failed(keyRecord, FalCalls.cause(error))))
                .whenComplete((ended, error) -> {
                    if (ended.state() != KeyState.DELETING) {
                        notBefore.remove(keyRecord.id());
                    }
                    underWay.remove(keyRecord.id());
                });
    }

    private KeyRecord failed(KeyRecord keyRecord, Throwable error) {
        Duration backOff = FIRST_BACK_OFF.multipliedBy(1L << Math.min(keyRecord.attempts(), 12));
        notBefore.put(keyRecord.id(), now().plus(backOff.compareTo(LONGEST_BACK_OFF) < 0 ? backOff : LONGEST_BACK_OFF));
        return keyRecord.failed(error.getMessage(), now());
    }

    private KeyState delete(KeyRecord keyRecord) throws FalException, KeyException {
        AdminAccess admin = ports.adminKeys().recall(keyRecord.admin());
        String account = keyRecord.admin().keyId();
        boolean sameAdminKey =
                !account.isEmpty() && account.equals(admin.reference().keyId());
        if (!sameAdminKey
                && ports.api().list(admin.key()).stream()
                        .noneMatch(key -> key.keyId().equals(keyRecord.keyId()))) {
            LOGGER.warning(() -> "Key " + keyRecord.keyId() + " is not in the account of the admin key "
                    + keyRecord.admin().credentialsId() + " as it is now: it may still be live in another account");
            return KeyState.UNRESOLVED;
        }
        ports.api().delete(admin.key(), keyRecord.keyId());
        return KeyState.DELETED;
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
