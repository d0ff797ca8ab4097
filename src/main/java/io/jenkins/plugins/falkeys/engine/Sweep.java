package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One pass over the ledger: ends, tries again and settles what no build works on any more. */
final class Sweep {

    private static final Logger LOGGER = Logger.getLogger(Sweep.class.getName());

    /** So that steps find threads of the pool free, however much there is to do. */
    private static final int AT_ONCE = 3;

    /** How long the record of a deleted key is kept. */
    private static final Duration MEMORY = Duration.ofDays(30);

    private final Ports ports;
    private final Deletions deletions;
    private final Reconciliation reconciliation;
    private final Set<Origin> underWay;
    private final List<String> vanished = new ArrayList<>();
    private final Semaphore free = new Semaphore(AT_ONCE);

    /**
     * @param underWay the places that builds work on now
     */
    Sweep(Ports ports, Deletions deletions, Reconciliation reconciliation, Set<Origin> underWay) {
        this.ports = ports;
        this.deletions = deletions;
        this.reconciliation = reconciliation;
        this.underWay = underWay;
    }

    /**
     * Returns when every record was looked at; what fails is left for the next pass, and stops no other.
     *
     * @return the IDs of the records of live keys whose credential does not hold them
     */
    List<String> run() throws InterruptedException {
        for (KeyRecord keyRecord : ports.ledger().all()) {
            free.acquire();
            look(keyRecord).whenComplete((after, error) -> {
                free.release();
                if (error != null) {
                    LOGGER.log(Level.WARNING, error, () -> "Could not look after " + name(keyRecord));
                } else if (after.state() != keyRecord.state()) {
                    LOGGER.info(() -> name(keyRecord) + ": " + keyRecord.state() + ", now " + after.state());
                }
            });
        }
        free.acquire(AT_ONCE);
        free.release(AT_ONCE);
        return List.copyOf(vanished);
    }

    private static String name(KeyRecord keyRecord) {
        return "fal API key '" + keyRecord.alias() + "'" + (keyRecord.keyId() == null ? "" : " " + keyRecord.keyId());
    }

    private CompletableFuture<KeyRecord> look(KeyRecord keyRecord) {
        try {
            return underWay.contains(keyRecord.origin())
                    ? CompletableFuture.completedFuture(keyRecord)
                    : settle(keyRecord);
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<KeyRecord> settle(KeyRecord keyRecord) throws IOException {
        switch (keyRecord.state()) {
            case CREATING -> {
                if (ports.runs().isOver(keyRecord.origin())) {
                    return settleAbandoned(keyRecord);
                }
            }
            case ACTIVE -> {
                deletions.retireWhatItReplaced(keyRecord);
                if (keyRecord.target() == null && ports.runs().isOver(keyRecord.origin())) {
                    return deletions.end(keyRecord);
                }
                if (keyRecord.target() != null && !deletions.isStored(keyRecord)) {
                    vanished.add(keyRecord.id());
                }
            }
            case DELETING -> {
                return deletions.retry(keyRecord);
            }
            case UNRESOLVED -> {
                return keyRecord.keyId() == null ? reconciliation.lookAgain(keyRecord) : deletions.retry(keyRecord);
            }
            case DELETED -> {
                if (keyRecord.changedAt().plus(MEMORY).isBefore(ports.clock().instant())) {
                    ports.ledger().remove(keyRecord);
                }
            }
        }
        return CompletableFuture.completedFuture(keyRecord);
    }

    /** The build that asked for the key cannot go on. */
    private CompletableFuture<KeyRecord> settleAbandoned(KeyRecord keyRecord) throws IOException {
        if (keyRecord.sentAt() == null) {
            ports.ledger().remove(keyRecord);
            return CompletableFuture.completedFuture(keyRecord);
        }
        if (keyRecord.keyId() == null) {
            return reconciliation.look(keyRecord);
        }
        if (deletions.isStored(keyRecord)) {
            KeyRecord active = keyRecord.in(KeyState.ACTIVE, ports.clock().instant());
            ports.ledger().put(active);
            deletions.retireWhatItReplaced(active);
            return CompletableFuture.completedFuture(active);
        }
        return deletions.end(keyRecord.detached().because(Messages.Sweep_abandoned()));
    }
}
