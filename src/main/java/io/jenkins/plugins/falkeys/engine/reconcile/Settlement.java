package io.jenkins.plugins.falkeys.engine.reconcile;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.OwnedKeys;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Reports;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** Settles a record with what a person knows about it. */
public final class Settlement {

    private final Engine engine;
    private final Ports ports;
    private final Origin origin;
    private final String recordId;
    private final Executor caller;
    private final Wait wait;

    public Settlement(Engine engine, Origin origin, String recordId) {
        this.engine = engine;
        this.ports = engine.ports();
        this.origin = origin;
        this.recordId = recordId;
        this.caller = engine.callers().apply(origin);
        this.wait = engine.wait(new CompletableFuture<>(), line -> {});
    }

    /**
     * Deletes the keys that an {@link KeyState#UNRESOLVED} record may stand for.
     *
     * @param seen the IDs of the keys that the person saw; no other key is deleted
     */
    public CompletableFuture<KeyRecord> deleteCandidates(Set<String> seen) {
        return Futures.compose(caller, () -> {
            KeyRecord unresolved = unresolved();
            if (unresolved.keyId() != null) {
                return revoke(unresolved, current -> current);
            }
            List<String> candidates = candidates(unresolved, seen);
            try {
                engine.lostResponses()
                        .revokeSiblings(
                                unresolved,
                                candidates.subList(1, candidates.size()),
                                sibling -> sibling.endedBy(origin));
            } catch (IOException e) {
                throw new KeyException(Reports.ledgerFailed(unresolved.alias(), e));
            }
            return revoke(unresolved, current -> current.answered(candidates.get(0), ports.now()));
        });
    }

    /** A key that another record names by now, or that is being requested at this moment, is not a candidate. */
    private List<String> candidates(KeyRecord unresolved, Set<String> seen) throws KeyException {
        boolean requestedByOthers = engine.lostResponses().hasOtherRequestFor(unresolved.alias(), unresolved.id());
        List<String> candidates = unresolved.candidates().stream()
                .map(KeyRecord.Candidate::keyId)
                .filter(keyId -> ports.ledger().ofKey(keyId).isEmpty())
                .toList();
        if (candidates.isEmpty()) {
            throw new KeyException(Messages.Settlement_noCandidate(unresolved.alias()));
        }
        if (!seen.equals(new HashSet<>(candidates))) {
            throw new KeyException(Messages.Settlement_otherCandidates(String.join(", ", candidates)));
        }
        if (requestedByOthers) {
            throw new KeyException(Messages.Settlement_askedForByOthers(unresolved.alias()));
        }
        return candidates;
    }

    private CompletableFuture<KeyRecord> revoke(KeyRecord keyRecord, UnaryOperator<KeyRecord> change) {
        return engine.revocation()
                .record(keyRecord, current -> change.apply(current.endedBy(origin)))
                .thenCompose(recorded -> engine.revocation().attempt(recorded, wait));
    }

    private KeyRecord unresolved() throws KeyException {
        KeyRecord found = find();
        if (found.state() != KeyState.UNRESOLVED) {
            throw new KeyException(Messages.Settlement_resolved(found.alias(), found.state()));
        }
        return found;
    }

    /**
     * Settles an {@link KeyState#UNRESOLVED} or {@link KeyState#DELETING} record because its key is not this
     * controller's.
     */
    public CompletableFuture<KeyRecord> asNotOurs() {
        return settle(Messages.Settlement_foreign(origin.maker()));
    }

    /** Settles such a record because its key is gone, as the person has seen at fal. */
    public CompletableFuture<KeyRecord> asGone() {
        return settle(Messages.Settlement_gone(origin.maker()));
    }

    private CompletableFuture<KeyRecord> settle(String reason) {
        return Futures.run(
                caller,
                () -> change(
                        unsettled(),
                        current ->
                                isUnsettled(current) ? current.endedBy(origin).settled(reason, ports.now()) : current));
    }

    /**
     * Revokes the key of an {@link KeyState#UNRESOLVED} or {@link KeyState#DELETING} record with another admin key of
     * the controller. The person knows that it belongs to the same account.
     *
     * @param adminCredentialsId ID of that admin key's credential
     */
    public CompletableFuture<KeyRecord> withAdminKey(String adminCredentialsId) {
        return Futures.compose(caller, () -> {
            KeyRecord unsettled = unsettled();
            if (unsettled.keyId() == null) {
                throw new KeyException(Messages.Settlement_noKey(unsettled.alias()));
            }
            AdminAccess admin = ports.adminKeys().forOrigin(origin, adminCredentialsId);
            return engine.accounts()
                    .of(admin.key())
                    .thenCompose(account -> Futures.compose(
                            caller,
                            () -> revoke(
                                    change(
                                            unsettled,
                                            current -> current.managedWith(admin.reference(), account.name())),
                                    current -> current)));
        });
    }

    /**
     * Gives the key to another owner.
     *
     * @param owner null for none
     */
    public CompletableFuture<KeyRecord> giveTo(@CheckForNull Owner owner) {
        return Futures.run(caller, () -> change(find(), current -> current.ownedBy(owner)));
    }

    private KeyRecord unsettled() throws KeyException {
        KeyRecord found = find();
        if (!isUnsettled(found)) {
            throw new KeyException(Messages.Settlement_settled(found.alias(), found.state()));
        }
        return found;
    }

    private static boolean isUnsettled(KeyRecord keyRecord) {
        return keyRecord.state() == KeyState.UNRESOLVED || keyRecord.state() == KeyState.DELETING;
    }

    private KeyRecord find() throws KeyException {
        ports.ledgerOwner().require();
        return new OwnedKeys(ports).ofRecord(origin, recordId);
    }

    private KeyRecord change(KeyRecord keyRecord, UnaryOperator<KeyRecord> change) throws KeyException {
        try {
            return ports.ledger().update(keyRecord.id(), change).orElse(keyRecord);
        } catch (IOException e) {
            throw new KeyException(Reports.ledgerFailed(keyRecord.alias(), e));
        }
    }
}
