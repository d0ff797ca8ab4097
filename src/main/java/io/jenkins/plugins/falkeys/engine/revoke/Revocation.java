package io.jenkins.plugins.falkeys.engine.revoke;

import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.account.Account;
import io.jenkins.plugins.falkeys.engine.account.BackOff;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.StopSignal;
import io.jenkins.plugins.falkeys.engine.account.StoppedException;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.mint.CredentialLocks;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Revokes keys: removes the credential at once, and tries to delete the key at fal until fal confirms it. A second
 * request for the same key joins the revocation that is under way.
 */
public final class Revocation {

    private static final Logger LOGGER = Logger.getLogger(Revocation.class.getName());
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(5);

    private final Ports ports;
    private final AccountFinder accounts;
    private final Executor pool;
    private final Wait untilStopped;
    private final Map<String, CompletableFuture<KeyRecord>> underWay = new ConcurrentHashMap<>();

    private final BackOff backOff;
    private final UnrecordedEnds unrecorded;
    private final CredentialRemoval credentialRemoval;
    private final GracePeriod gracePeriod;

    /**
     * @param pool runs work as SYSTEM
     */
    public Revocation(Ports ports, AccountFinder accounts, CredentialLocks locks, Executor pool, StopSignal stop) {
        this.ports = ports;
        this.accounts = accounts;
        this.pool = pool;
        this.untilStopped = Wait.forever(ports, stop);
        this.backOff = new BackOff(ports.clock(), FIRST_BACK_OFF);
        this.unrecorded = new UnrecordedEnds(ports.ledger());
        this.credentialRemoval = new CredentialRemoval(ports, locks, pool, untilStopped);
        this.gracePeriod = new GracePeriod(ports, unrecorded, this::retry);
    }

    /**
     * Records that a key is to be deleted, and deletes it.
     *
     * @param change is applied together with the change to {@link KeyState#DELETING}
     * @return the record after the first attempt
     */
    public CompletableFuture<KeyRecord> revoke(KeyRecord keyRecord, UnaryOperator<KeyRecord> change) {
        return record(keyRecord, change).thenCompose(recorded -> attempt(recorded));
    }

    /**
     * The same, for a caller that waits for the result. If the wait is used up first, it completes with the record as
     * it was before the attempt.
     */
    public CompletableFuture<KeyRecord> revoke(KeyRecord keyRecord, UnaryOperator<KeyRecord> change, Wait wait) {
        return record(keyRecord, change)
                .thenCompose(recorded -> wait.join(attempt(recorded), Messages::Revocation_waiting)
                        .exceptionallyCompose(thrown -> Futures.cause(thrown) instanceof KeyException
                                ? CompletableFuture.completedFuture(recorded)
                                : CompletableFuture.failedFuture(Futures.cause(thrown))));
    }

    /**
     * Records that a key is to be deleted.
     *
     * @param change as in {@link #revoke}
     * @return completes with the record, once that is durable
     */
    public CompletableFuture<KeyRecord> record(KeyRecord keyRecord, UnaryOperator<KeyRecord> change) {
        return Futures.run(pool, () -> recordNow(keyRecord, change));
    }

    /** The same, synchronously. Must run on a thread that may write files. */
    public KeyRecord recordNow(KeyRecord keyRecord, UnaryOperator<KeyRecord> change) {
        try {
            return recordOrThrow(keyRecord, change);
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "The revocation of key " + keyRecord.keyId()
                            + " could not be recorded; the key is revoked anyway");
            return unrecorded.add(ending(keyRecord, change), current -> ending(current, change));
        }
    }

    /**
     * The same, but without a record, the key is not revoked.
     *
     * @throws IOException if it cannot be recorded
     */
    public KeyRecord recordOrThrow(KeyRecord keyRecord, UnaryOperator<KeyRecord> change) throws IOException {
        if (keyRecord.state() == KeyState.ACTIVE) {
            gracePeriod.startAfter(keyRecord); // in case Jenkins stopped before it did this
        }
        return ports.ledger()
                .update(keyRecord.id(), current -> ending(current, change))
                .orElseGet(() -> ending(keyRecord, change));
    }

    /** Adds a record for a key that has none and is to be deleted. Must run on a thread that may write files. */
    public KeyRecord recordFound(KeyRecord found) {
        try {
            ports.ledger().add(found);
            return found;
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "Key " + found.keyId() + " could not be recorded; the key is revoked anyway");
            return unrecorded.add(found, current -> current);
        }
    }

    /** Tries again to record the ends that could not be recorded, and to delete those keys. */
    public void catchUp() {
        unrecorded.catchUp().forEach(this::retry);
    }

    private KeyRecord ending(KeyRecord current, UnaryOperator<KeyRecord> change) {
        return current.state().mayBecome(KeyState.DELETING)
                ? change.apply(current).in(KeyState.DELETING, ports.now())
                : current;
    }

    /**
     * Starts the grace period of the key that this one replaced, if it has not started yet. If it cannot be recorded
     * now, the new key is not affected.
     */
    public void startGracePeriod(KeyRecord replacement) {
        gracePeriod.startAfter(replacement);
    }

    /** Removes the credential of a key that is being revoked, if it holds the key and it is time to try. */
    public void removeCredential(KeyRecord keyRecord) {
        credentialRemoval.start(keyRecord);
    }

    /** Tries to delete a key, if it is time to. */
    public CompletableFuture<KeyRecord> retry(KeyRecord keyRecord) {
        boolean due = backOff.isOver(keyRecord.id())
                && (keyRecord.notBefore() == null || !keyRecord.notBefore().isAfter(ports.now()));
        return due ? attempt(keyRecord) : CompletableFuture.completedFuture(keyRecord);
    }

    /** Completes when every deletion that is now under way has ended, and fails if one of them fails. */
    public CompletableFuture<?> allUnderWay() {
        return CompletableFuture.allOf(underWay.values().toArray(new CompletableFuture<?>[0]));
    }

    /**
     * Makes one attempt, for a caller that waits for the result.
     *
     * @return fails with a {@link KeyException} that names the key if the wait is used up; the attempt continues
     */
    public CompletableFuture<KeyRecord> attempt(KeyRecord keyRecord, Wait wait) {
        return wait.join(attempt(keyRecord), Messages::Revocation_waiting)
                .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(
                        Futures.cause(thrown) instanceof KeyException late
                                ? new KeyException(Messages.Revocation_unconfirmed(
                                        keyRecord.alias(), keyRecord.keyId(), late.getMessage()))
                                : Futures.cause(thrown)));
    }

    /** Makes one attempt. Never fails: the record shows the result. */
    public CompletableFuture<KeyRecord> attempt(KeyRecord keyRecord) {
        CompletableFuture<KeyRecord> mine = new CompletableFuture<>();
        CompletableFuture<KeyRecord> running = underWay.putIfAbsent(keyRecord.id(), mine);
        if (running != null) {
            return running;
        }
        credentialRemoval.start(keyRecord);
        delete(keyRecord)
                .exceptionallyCompose(thrown -> failed(keyRecord, Futures.cause(thrown)))
                .whenComplete((ended, error) -> {
                    underWay.remove(keyRecord.id());
                    mine.complete(error == null ? ended : keyRecord);
                });
        return mine;
    }

    private CompletableFuture<KeyRecord> delete(KeyRecord keyRecord) {
        return accounts.call(keyRecord, found -> delete(keyRecord, found.account(), found.admin()))
                .thenCompose(ended -> ended.isEmpty()
                        ? write(keyRecord, current -> otherAccount(current))
                        : CompletableFuture.completedFuture(ended.get()));
    }

    private CompletableFuture<KeyRecord> delete(KeyRecord keyRecord, Account account, AdminAccess admin) {
        return account.delete(
                        untilStopped,
                        () -> Futures.compose(pool, () -> {
                            ports.ledgerOwner().require();
                            // The record may have been settled, or another record may have taken over the key, while
                            // this one waited.
                            return isToBeDeleted(keyRecord, admin)
                                    ? ports.fal().delete(admin.key(), keyRecord.keyId())
                                    : CompletableFuture.failedFuture(new NothingToDo());
                        }))
                .thenCompose(deleted -> {
                    ports.meters().revoked();
                    return write(keyRecord, current -> current.in(KeyState.DELETED, ports.now()));
                })
                .exceptionallyCompose(thrown -> Futures.cause(thrown) instanceof NothingToDo
                        ? CompletableFuture.completedFuture(
                                ports.ledger().get(keyRecord.id()).orElse(keyRecord))
                        : CompletableFuture.failedFuture(Futures.cause(thrown)));
    }

    /** The record was settled in the meantime. */
    private static final class NothingToDo extends Exception {
        private static final long serialVersionUID = 1L;

        NothingToDo() {
            super(null, null, false, false);
        }
    }

    private boolean isToBeDeleted(KeyRecord keyRecord, AdminAccess admin) throws KeyException {
        if (keyRecord.keyId().equals(admin.reference().keyId())) {
            throw new KeyException(Messages.Revocation_adminKey());
        }
        Optional<KeyRecord> current = ports.ledger().get(keyRecord.id());
        if (current.isPresent() && current.get().state() == KeyState.DELETED) {
            return false;
        }
        if (current.filter(this::wouldBeUsedAfterCrash).isPresent()) {
            throw new KeyException(
                    Messages.Revocation_unrecorded(current.get().target().describe()));
        }
        if (ports.ledger().ofKey(keyRecord.keyId()).stream()
                .anyMatch(other -> !other.id().equals(keyRecord.id()) && other.state() == KeyState.ACTIVE)) {
            throw new KeyException(Messages.Revocation_othersKey());
        }
        return true;
    }

    /**
     * Whether a key looks as if it was in use, because neither its end could be recorded nor its credential removed. On
     * a full disk both happen.
     */
    private boolean wouldBeUsedAfterCrash(KeyRecord current) {
        boolean endsOnRecord = current.state() == KeyState.DELETING || current.state() == KeyState.UNRESOLVED;
        return !endsOnRecord && ports.stores().holdsKeyOf(current);
    }

    private KeyRecord otherAccount(KeyRecord current) {
        backOff.failedForLong(current.id());
        return current.state() == KeyState.DELETED
                ? current
                : current.withError(
                                Messages.Revocation_otherAccount(current.admin().credentialsId()))
                        .in(KeyState.UNRESOLVED, ports.now());
    }

    private CompletableFuture<KeyRecord> failed(KeyRecord keyRecord, Throwable why) {
        if (why instanceof StoppedException) {
            return CompletableFuture.completedFuture(keyRecord);
        }
        ports.meters().revocationFailed();
        String reason = why.getMessage() == null ? why.getClass().getName() : why.getMessage();
        return write(keyRecord, current -> {
            if (current.state() == KeyState.DELETED) {
                return current;
            }
            backOff.failed(current.id());
            return current.failed(reason, ports.now());
        });
    }

    /** The result of a deletion counts even if it cannot be recorded. */
    private CompletableFuture<KeyRecord> write(KeyRecord keyRecord, UnaryOperator<KeyRecord> change) {
        return Futures.run(pool, () -> {
            KeyRecord ended = written(keyRecord, change);
            if (ended.state() == KeyState.DELETED) {
                backOff.succeeded(ended.id());
            }
            return ended;
        });
    }

    private KeyRecord written(KeyRecord keyRecord, UnaryOperator<KeyRecord> change) {
        try {
            return unrecorded.update(keyRecord, change);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not record what happened to key " + keyRecord.keyId());
            return change.apply(keyRecord);
        }
    }
}
