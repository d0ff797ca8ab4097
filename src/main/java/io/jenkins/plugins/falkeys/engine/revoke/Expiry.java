package io.jenkins.plugins.falkeys.engine.revoke;

import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.logging.Logger;

/** Revokes stored keys whose lifetime is over, and removes their credentials. */
public final class Expiry {

    private static final Logger LOGGER = Logger.getLogger(Expiry.class.getName());

    private final Engine engine;
    private final Ports ports;
    private final Executor pool;

    /**
     * @param pool runs work as SYSTEM
     */
    public Expiry(Engine engine, Executor pool) {
        this.engine = engine;
        this.ports = engine.ports();
        this.pool = pool;
    }

    /**
     * Revokes an expired key while its credential is locked. If a rotation of the same key is under way, it goes first,
     * and the key gets its grace period.
     *
     * @return the record after the first attempt
     */
    public CompletableFuture<KeyRecord> expire(KeyRecord keyRecord) {
        Wait wait = Wait.forever(ports, engine.stop());
        return engine.locks()
                .with(keyRecord.target(), wait, () -> Futures.run(pool, () -> recordExpiry(keyRecord)))
                .thenCompose(recorded -> recorded.isEmpty()
                        ? CompletableFuture.completedFuture(keyRecord)
                        : engine.revocation().attempt(recorded.get()));
    }

    private Optional<KeyRecord> recordExpiry(KeyRecord keyRecord) throws IOException {
        Optional<KeyRecord> due = ports.ledger().get(keyRecord.id()).filter(current -> current.isExpired(ports.now()));
        if (due.isEmpty()) {
            return due;
        }
        KeyRecord recorded = engine.revocation().recordOrThrow(due.get(), current -> current);
        LOGGER.info(() -> "fal API key '" + recorded.alias() + "' " + recorded.keyId() + " expired at "
                + recorded.expiresAt() + ": deleting it with the credential "
                + recorded.target().describe());
        return Optional.of(recorded);
    }
}
