package io.jenkins.plugins.falkeys.engine.revoke;

import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.OwnedKeys;
import io.jenkins.plugins.falkeys.engine.record.Reports;
import io.jenkins.plugins.falkeys.engine.request.DeleteRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Deletes a key at the request of a build or a person, and reports the result. */
public final class RequestedDeletion {

    private final Engine engine;
    private final Ports ports;
    private final OwnedKeys own;
    private final DeleteRequest request;
    private final Executor caller;
    private final CompletableFuture<String> result = new CompletableFuture<>();
    private final Wait wait;

    public RequestedDeletion(Engine engine, DeleteRequest request, Requester requester) {
        this.engine = engine;
        this.ports = engine.ports();
        this.own = engine.ownedKeys();
        this.request = request;
        this.caller = engine.callers().apply(request.origin());
        this.wait = engine.wait(result, requester::waiting);
    }

    /** Completes with a sentence for a log that says what was done. */
    public CompletableFuture<String> start() {
        CompletableFuture<String> work = wait.join(ports.loaded(), Messages::Wait_ledger)
                .thenCompose(loaded -> Futures.run(caller, this::find))
                .thenCompose(this::delete)
                .exceptionallyCompose(thrown -> missing(Futures.cause(thrown)));
        Futures.passOn(work, result);
        return result;
    }

    /** A key that does not exist is not an error, unless the user wants it to be one. */
    private CompletableFuture<String> missing(Throwable why) {
        return why instanceof KeyException.NoSuchKey && !request.failIfMissing()
                ? CompletableFuture.completedFuture(why.getMessage())
                : CompletableFuture.failedFuture(why);
    }

    private CompletableFuture<String> delete(KeyRecord found) {
        return (found.target() == null
                        ? Futures.run(caller, this::record)
                        : engine.locks().with(found.target(), wait, () -> Futures.run(caller, this::record)))
                .thenCompose(this::confirm);
    }

    private KeyRecord find() throws KeyException {
        ports.ledgerOwner().require();
        KeyRecord found =
                request.recordId() == null ? identified() : own.ofRecord(request.origin(), request.recordId());
        if (found.state() == KeyState.CREATING) {
            throw new KeyException(Messages.RequestedDeletion_beingMade(found.alias()));
        }
        if (found.keyId() == null) {
            throw new KeyException(Messages.RequestedDeletion_uncertain(found.alias()));
        }
        return own.requireMayChange(request.origin(), found);
    }

    private KeyRecord identified() throws KeyException {
        if ((request.keyId() == null) == (request.credentialsId() == null)) {
            throw new KeyException(Messages.RequestedDeletion_oneName());
        }
        return request.keyId() == null ? byCredential() : own.withId(request.origin(), request.keyId());
    }

    /** The key in the credential, or else the newest one that was stored there. */
    private KeyRecord byCredential() throws KeyException {
        List<KeyRecord> keys = own.inCredentials(request.origin(), request.credentialsId()).stream()
                .filter(keyRecord -> keyRecord.keyId() != null)
                .toList();
        return keys.stream()
                .filter(own::isHeld)
                .findFirst()
                .or(() -> keys.stream().findFirst())
                .orElseThrow(() ->
                        OwnedKeys.noSuchKey(request.origin(), Messages.RotateRequest_inAny(request.credentialsId())));
    }

    /**
     * What was done before fal was called.
     *
     * @param alreadyDeleted whether the key had been deleted before
     * @param held whether a credential held the key
     * @param credentialRemains whether that credential could not be removed
     */
    private record Recorded(KeyRecord keyRecord, boolean alreadyDeleted, boolean held, boolean credentialRemains) {}

    /** Records the end of the key, and removes its credential, whether or not fal can be reached. */
    private Recorded record() throws KeyException {
        KeyRecord found = find();
        if (found.state() == KeyState.DELETED) {
            return new Recorded(found, true, false, false);
        }
        boolean held = ports.stores().holdsKeyOf(found);
        if (held || found.target() != null && !request.origin().byPerson()) {
            ports.access().requireMayDelete(request.origin(), found.target());
        }
        KeyRecord ending = recordEnd(found);
        if (!held || !request.removeCredential()) {
            return new Recorded(ending, false, false, false);
        }
        try {
            ports.stores().remove(found.target(), found.keyId());
        } catch (KeyException e) {
            return new Recorded(ending, false, true, true);
        }
        return new Recorded(ending, false, true, false);
    }

    /** A stored key outlives its build. If its end were not recorded, nobody would notice what is left of it. */
    private KeyRecord recordEnd(KeyRecord found) throws KeyException {
        try {
            return engine.revocation().recordOrThrow(found, current -> {
                KeyRecord ended = current.keptUntil(null).endedBy(request.origin());
                return request.removeCredential() ? ended : ended.detached();
            });
        } catch (IOException e) {
            if (found.state() == KeyState.DELETING) {
                return found; // its end is already on record
            }
            throw new KeyException(Messages.RequestedDeletion_notRecorded(
                    found.alias(), found.keyId(), e.getClass().getSimpleName()));
        }
    }

    private CompletableFuture<String> confirm(Recorded recorded) {
        KeyRecord ending = recorded.keyRecord();
        if (recorded.alreadyDeleted()) {
            return CompletableFuture.completedFuture(
                    Messages.RequestedDeletion_already(ending.alias(), ending.keyId()));
        }
        return engine.revocation()
                .attempt(ending, wait)
                .thenCompose(ended -> Futures.run(caller, () -> report(ended, recorded)));
    }

    private static String report(KeyRecord ended, Recorded recorded) throws KeyException {
        requireDeleted(ended);
        if (!recorded.held()) {
            return Messages.RequestedDeletion_deleted(ended.alias(), ended.keyId());
        }
        String credential = recorded.keyRecord().target().describe();
        if (recorded.credentialRemains()) {
            throw new KeyException(
                    Messages.RequestedDeletion_credentialStays(ended.alias(), ended.keyId(), credential));
        }
        return Messages.RequestedDeletion_deletedWithCredential(ended.alias(), ended.keyId(), credential);
    }

    /**
     * Checks that fal confirmed the deletion of a key.
     *
     * @throws KeyException if it has not
     */
    public static void requireDeleted(KeyRecord ended) throws KeyException {
        if (ended.state() != KeyState.DELETED) {
            throw new KeyException(
                    Messages.RequestedDeletion_toBeDeleted(ended.alias(), ended.keyId(), Reports.fate(ended)));
        }
    }
}
