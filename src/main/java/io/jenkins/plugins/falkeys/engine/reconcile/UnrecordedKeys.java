package io.jenkins.plugins.falkeys.engine.reconcile;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.api.KeyList;
import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.account.Account;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.cost.KeyCost;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Reports;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.revoke.RequestedDeletion;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Handles keys that fal lists but the ledger does not know: adopts them, so that they are rotated and revoked like any
 * other key, or deletes them. Either way, a record is written first.
 */
public final class UnrecordedKeys {

    private final Engine engine;
    private final Ports ports;
    private final Origin origin;
    private final Executor caller;
    private final Wait wait;

    /** The number of renames of items before the request began. The request knows items by their names at that time. */
    private final int renamesBefore;

    public UnrecordedKeys(Engine engine, Origin origin) {
        this.engine = engine;
        this.ports = engine.ports();
        this.origin = origin;
        this.caller = engine.callers().apply(origin);
        this.wait = engine.wait(new CompletableFuture<>(), line -> {});
        this.renamesBefore = engine.renames().count();
    }

    /**
     * Adopts the key in a Secret text credential.
     *
     * @param adminCredentialsId ID of the admin key's credential; null for the configured one
     * @param owner the item that the key will belong to; null for none
     */
    public CompletableFuture<KeyRecord> adopt(
            Target target, @CheckForNull String adminCredentialsId, @CheckForNull Owner owner) {
        Function<String, KeyException> refusal =
                why -> new KeyException(Messages.UnrecordedKeys_notAdopted(target.describe(), why));
        return engine.locks()
                .with(
                        target,
                        wait,
                        () -> Futures.run(caller, () -> {
                                    ports.ledgerOwner().require();
                                    ports.access().requireMayUpdate(origin, target);
                                    return ports.adminKeys().forOrigin(origin, adminCredentialsId);
                                })
                                .thenCompose(admin -> Futures.compose(caller, () -> {
                                    String keyId = ports.stores().keyId(target);
                                    if (keyId == null) {
                                        throw refusal.apply(Messages.UnrecordedKeys_noKey());
                                    }
                                    return find(keyId, admin, refusal);
                                }))
                                .thenCompose(found ->
                                        Futures.run(caller, () -> add(found, target, owner, KeyState.ACTIVE))));
    }

    /**
     * Deletes a key that fal lists but the ledger does not know.
     *
     * @param adminCredentialsId ID of the credential with the account's admin key; null for the configured one
     * @param context full name of the item where that ID is found; empty for the controller's own
     * @return completes with a sentence that says what was done
     */
    public CompletableFuture<String> delete(String keyId, @CheckForNull String adminCredentialsId, String context) {
        Function<String, KeyException> refusal = why -> new KeyException(Messages.UnrecordedKeys_notDeleted(why));
        return Futures.run(caller, () -> {
                    ports.ledgerOwner().require();
                    return adminCredentialsId == null
                            ? ports.adminKeys().forOrigin(origin, null)
                            : ports.adminKeys().recall(new AdminReference(adminCredentialsId, context, ""));
                })
                .thenCompose(admin -> find(keyId, admin, refusal))
                .thenCompose(found -> Futures.run(caller, () -> add(found, null, null, KeyState.DELETING)))
                .thenCompose(foreign -> engine.revocation().attempt(foreign, wait))
                .thenCompose(ended -> Futures.run(caller, () -> {
                    RequestedDeletion.requireDeleted(ended);
                    return Messages.RequestedDeletion_deleted(ended.alias(), ended.keyId());
                }));
    }

    /** A key as fal lists it, and the admin key that read the list. */
    private record Found(KeyInfo key, Account account, AdminAccess admin) {}

    /** Fails if fal does not list the key, or if it is an admin key, or if it already has a record. */
    private CompletableFuture<Found> find(String keyId, AdminAccess admin, Function<String, KeyException> refusal) {
        return engine.accounts()
                .of(admin.key())
                .thenCompose(account -> account.listing()
                        .read(admin.key(), wait)
                        .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(refusal.apply(
                                Messages.UnrecordedKeys_unreadable(Reports.reason(Futures.cause(thrown))))))
                        .thenCompose(list -> Futures.run(
                                caller, () -> new Found(find(keyId, admin, list, refusal), account, admin))));
    }

    private KeyInfo find(String keyId, AdminAccess admin, KeyList list, Function<String, KeyException> refusal)
            throws KeyException {
        if (keyId.equals(admin.reference().keyId()) || isKnownAsAdminKey(keyId)) {
            throw refusal.apply(Messages.UnrecordedKeys_adminKey(keyId));
        }
        Optional<KeyInfo> found = list.keys().stream()
                .filter(listed -> listed.keyId().equals(keyId))
                .findFirst();
        boolean requestedByOthers = found.isPresent()
                && engine.lostResponses().hasOtherRequestFor(found.get().alias(), "");
        if (isRecorded(keyId)) {
            throw refusal.apply(Messages.UnrecordedKeys_recorded(keyId));
        }
        KeyInfo key = found.orElseThrow(() -> refusal.apply(
                Messages.UnrecordedKeys_notListed(keyId, admin.reference().credentialsId())));
        if (requestedByOthers) {
            throw refusal.apply(Messages.UnrecordedKeys_awaited(keyId, key.alias()));
        }
        return key;
    }

    private boolean isRecorded(String keyId) {
        Stream<KeyRecord> certain = ports.ledger().ofKey(keyId).stream();
        Stream<KeyRecord> possible = ports.ledger().inState(KeyState.UNRESOLVED).stream();
        return Stream.concat(certain, possible)
                .anyMatch(keyRecord -> keyRecord.state() != KeyState.DELETED && keyRecord.mayStandFor(keyId));
    }

    /** What the key cost until it was settled as gone; null if there is no record of that. */
    @CheckForNull
    private KeyCost costBefore(String keyId) {
        return KeyRecord.onePerKey(ports.ledger().ofKey(keyId)).stream()
                .map(KeyRecord::cost)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private boolean isKnownAsAdminKey(String keyId) {
        return Stream.concat(
                        ports.adminKeys().configured().stream().map(AdminAccess::reference),
                        ports.ledger().all().stream().map(KeyRecord::admin))
                .anyMatch(admin -> keyId.equals(admin.keyId()));
    }

    private KeyRecord add(Found found, @CheckForNull Target target, @CheckForNull Owner owner, KeyState state)
            throws KeyException {
        KeyRecord keyRecord = KeyRecord.found(
                        ports.newId(),
                        origin,
                        owner,
                        target,
                        found.admin().reference(),
                        found.account().name(),
                        found.key(),
                        state,
                        ports.now())
                .costing(costBefore(found.key().keyId()));
        try {
            KeyRecord added = state == KeyState.DELETING ? keyRecord.endedBy(origin) : keyRecord;
            engine.renames().add(added, renamesBefore);
            return added;
        } catch (IOException e) {
            throw new KeyException(Reports.ledgerFailed(keyRecord.alias(), e));
        }
    }
}
