package io.jenkins.plugins.falkeys.engine.revoke;

import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.account.BackOff;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.StoppedException;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.mint.CredentialLocks;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.logging.Logger;

/** Removes the credentials of keys that are being revoked. */
final class CredentialRemoval {

    private static final Logger LOGGER = Logger.getLogger(CredentialRemoval.class.getName());
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(5);

    private final Ports ports;
    private final CredentialLocks locks;
    private final Executor pool;
    private final Wait untilStopped;
    private final BackOff backOff;

    /**
     * @param pool runs work as SYSTEM
     */
    CredentialRemoval(Ports ports, CredentialLocks locks, Executor pool, Wait untilStopped) {
        this.ports = ports;
        this.locks = locks;
        this.pool = pool;
        this.untilStopped = untilStopped;
        this.backOff = new BackOff(ports.clock(), FIRST_BACK_OFF);
    }

    /**
     * Removes the key's credential, if it holds the key and it is time to try. Returns at once, since a credential that
     * cannot be removed must not keep its key alive.
     */
    void start(KeyRecord keyRecord) {
        if (keyRecord.target() == null || !backOff.isOver(keyRecord.id())) {
            return;
        }
        Futures.run(pool, () -> ports.stores().holdsKeyOf(keyRecord))
                .thenCompose(held -> held
                        ? locks.with(keyRecord.target(), untilStopped, () -> Futures.run(pool, () -> remove(keyRecord)))
                        : CompletableFuture.completedFuture(false))
                .exceptionally(thrown -> {
                    Throwable why = Futures.cause(thrown);
                    if (!(why instanceof StoppedException)) {
                        backOff.failed(keyRecord.id());
                        LOGGER.warning(
                                () -> why.getMessage() + " Its key " + keyRecord.keyId() + " is deleted anyway.");
                    }
                    return false;
                });
    }

    private boolean remove(KeyRecord keyRecord) throws KeyException {
        ports.stores().remove(keyRecord.target(), keyRecord.keyId());
        backOff.succeeded(keyRecord.id());
        return true;
    }
}
