package io.jenkins.plugins.falkeys.engine.reconcile;

import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Renames;
import io.jenkins.plugins.falkeys.engine.revoke.Expiry;
import io.jenkins.plugins.falkeys.engine.revoke.Revocation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * One pass over the ledger: revokes, retries and settles what no build is working on any more. It looks at each record
 * in its current version, and starts what has to be done without waiting for fal.
 */
public final class Sweep {

    private static final Logger LOGGER = Logger.getLogger(Sweep.class.getName());

    /** How long to keep looking for a deleted key's credential that could not be removed. */
    private static final Duration CREDENTIAL_CLEANUP = Duration.ofDays(1);

    private final Ports ports;
    private final Revocation revocation;
    private final Expiry expiry;
    private final LostResponses lostResponses;
    private final Executor pool;
    private final Renames renames;
    private final Set<Origin> underWay;
    private final Set<String> goneBefore;
    private final Set<String> gone = new HashSet<>();
    private final List<String> vanished = new ArrayList<>();
    private final List<CompletableFuture<?>> started = new ArrayList<>();

    /**
     * @param underWay the places in builds that have a request under way
     * @param goneBefore the records whose build the previous sweep could not find
     */
    public Sweep(Engine engine, Executor pool, Set<Origin> underWay, Set<String> goneBefore) {
        this.ports = engine.ports();
        this.revocation = engine.revocation();
        this.expiry = new Expiry(engine, pool);
        this.lostResponses = engine.lostResponses();
        this.renames = engine.renames();
        this.pool = pool;
        this.underWay = underWay;
        this.goneBefore = goneBefore;
    }

    /**
     * The result of a sweep.
     *
     * @param vanished the IDs of the records of live keys whose credential does not hold them
     * @param gone the IDs of the records whose build cannot be found
     * @param done completes when everything that was started has ended
     */
    public record Result(List<String> vanished, Set<String> gone, CompletableFuture<Void> done) {}

    /**
     * Completes when every record has been checked. A failure does not affect other records, and is left for the next
     * sweep.
     */
    public CompletableFuture<Result> run() {
        return Futures.run(pool, () -> {
            revocation.catchUp();
            repairLedger();
            for (KeyState state : List.of(KeyState.CREATING, KeyState.ACTIVE, KeyState.DELETING, KeyState.UNRESOLVED)) {
                ports.ledger().inState(state).forEach(keyRecord -> check(keyRecord.id()));
            }
            checkDeleted();
            return new Result(
                    List.copyOf(vanished),
                    Set.copyOf(gone),
                    CompletableFuture.allOf(started.toArray(new CompletableFuture<?>[0])));
        });
    }

    /** A disk that is still full must not stop the sweep. */
    private void repairLedger() {
        try {
            ports.ledger().repair();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The records of fal API keys could not be repaired on disk yet", e);
        }
    }

    private void check(String recordId) {
        ports.ledger().get(recordId).filter(this::isIdle).ifPresent(current -> {
            try {
                started.add(settle(current).handle((after, error) -> {
                    log(current, after, error);
                    return null;
                }));
            } catch (IOException | RuntimeException e) {
                log(current, current, e);
            }
        });
    }

    /** Whether no build is working on it, and its names are up to date. */
    private boolean isIdle(KeyRecord current) {
        return underWay.stream().noneMatch(current.origin()::isSamePlace) && !renames.isOutdated(current.id());
    }

    /**
     * Whether the build can no longer continue. If the build cannot be found, its job may just be being renamed, so
     * that counts only if the next sweep does not find it either.
     */
    private boolean isOver(KeyRecord current) {
        if (current.origin().byList()) {
            return true; // requests under way are not checked at all
        }
        return switch (ports.runs().state(current.origin())) {
            case RUNNING -> false;
            case OVER -> true;
            case GONE -> {
                gone.add(current.id());
                yield goneBefore.contains(current.id());
            }
        };
    }

    private static void log(KeyRecord before, KeyRecord after, Throwable error) {
        if (error != null) {
            LOGGER.log(Level.WARNING, Futures.cause(error), () -> "Could not reconcile " + describe(before));
        } else if (after.state() != before.state()) {
            LOGGER.info(() -> describe(before) + ": " + before.state() + ", now " + after.state());
        }
    }

    private static String describe(KeyRecord keyRecord) {
        return "fal API key '" + keyRecord.alias() + "'" + (keyRecord.keyId() == null ? "" : " " + keyRecord.keyId());
    }

    private CompletableFuture<KeyRecord> settle(KeyRecord current) throws IOException {
        switch (current.state()) {
            case CREATING -> {
                if (isOver(current)) {
                    return settleAbandoned(current);
                }
            }
            case ACTIVE -> {
                revocation.startGracePeriod(current);
                if (current.target() == null && isOver(current)) {
                    return revocation.revoke(current, keyRecord -> keyRecord);
                }
                if (current.target() != null && current.isExpired(ports.now())) {
                    return expiry.expire(current);
                }
                if (current.target() != null && !ports.stores().holdsKeyOf(current)) {
                    vanished.add(current.id());
                }
            }
            case DELETING -> {
                return revocation.retry(current);
            }
            case UNRESOLVED -> {
                return current.keyId() == null ? lostResponses.searchIfDue(current) : revocation.retry(current);
            }
            case DELETED -> {}
        }
        return CompletableFuture.completedFuture(current);
    }

    /** The build that requested the key cannot continue. */
    private CompletableFuture<KeyRecord> settleAbandoned(KeyRecord current) throws IOException {
        if (current.sentAt() == null) {
            ports.ledger().remove(current.id(), keyRecord -> keyRecord.equals(current));
            return CompletableFuture.completedFuture(current);
        }
        if (current.keyId() == null) {
            return lostResponses.searchNow(current);
        }
        if (ports.stores().holdsKeyOf(current)) {
            KeyRecord active = ports.ledger()
                    .update(
                            current.id(),
                            keyRecord -> keyRecord.state() == KeyState.CREATING
                                    ? keyRecord.in(KeyState.ACTIVE, ports.now())
                                    : keyRecord)
                    .orElse(current);
            revocation.startGracePeriod(active);
            return CompletableFuture.completedFuture(active);
        }
        return revocation.revoke(current, keyRecord -> keyRecord.detached().withError(Messages.Sweep_abandoned()));
    }

    private void checkDeleted() {
        List<KeyRecord> old = new ArrayList<>();
        for (KeyRecord keyRecord : ports.ledger().inState(KeyState.DELETED)) {
            if (isForgettable(keyRecord) && isOldestOfKey(keyRecord)) {
                old.add(keyRecord);
            } else if (mayHaveCredential(keyRecord)) {
                revocation.removeCredential(keyRecord);
            }
        }
        forget(old);
    }

    /**
     * The costs of keys are kept when their records are forgotten. If a key has another record by now, that one takes
     * over its cost.
     */
    private void forget(List<KeyRecord> old) {
        Map<Boolean, List<KeyRecord>> byCounting = old.stream().collect(Collectors.partitioningBy(this::isNewestOfKey));
        List<KeyRecord> done = new ArrayList<>(byCounting.get(false));
        IOException failure = null;
        try {
            done.addAll(ports.costs()
                    .add(
                            byCounting.get(true),
                            recordId -> ports.ledger().get(recordId).isPresent()));
        } catch (IOException e) {
            failure = e;
        }
        for (KeyRecord keyRecord : done) {
            try {
                ports.ledger().remove(keyRecord.id(), this::isForgettable);
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            LOGGER.log(Level.WARNING, "Some records of deleted fal API keys cannot be forgotten yet", failure);
        }
    }

    private boolean isNewestOfKey(KeyRecord keyRecord) {
        List<KeyRecord> ofKey = ofKey(keyRecord);
        return keyRecord.id().equals(ofKey.get(ofKey.size() - 1).id());
    }

    /** Otherwise an older record of the key would count again. */
    private boolean isOldestOfKey(KeyRecord keyRecord) {
        return keyRecord.id().equals(ofKey(keyRecord).get(0).id());
    }

    private List<KeyRecord> ofKey(KeyRecord keyRecord) {
        return keyRecord.keyId() == null ? List.of(keyRecord) : ports.ledger().ofKey(keyRecord.keyId());
    }

    /** The store may have refused to remove the credential, or Jenkins stopped before that. */
    private boolean mayHaveCredential(KeyRecord deleted) {
        return deleted.target() != null
                && deleted.lastError() == null
                && deleted.changedAt().plus(CREDENTIAL_CLEANUP).isAfter(ports.now());
    }

    private boolean isForgettable(KeyRecord keyRecord) {
        return ports.settings().retention().isOver(keyRecord, ports.now());
    }
}
