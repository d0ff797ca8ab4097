package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.engine.account.Accounts;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.StopSignal;
import io.jenkins.plugins.falkeys.engine.cost.CostBrake;
import io.jenkins.plugins.falkeys.engine.cost.CostCollector;
import io.jenkins.plugins.falkeys.engine.managed.ManagedKeys;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import io.jenkins.plugins.falkeys.engine.mint.BuildHandOver;
import io.jenkins.plugins.falkeys.engine.mint.CredentialLocks;
import io.jenkins.plugins.falkeys.engine.mint.Minting;
import io.jenkins.plugins.falkeys.engine.mint.NewCredential;
import io.jenkins.plugins.falkeys.engine.mint.RotatedCredential;
import io.jenkins.plugins.falkeys.engine.mint.UniqueAlias;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.port.Runs;
import io.jenkins.plugins.falkeys.engine.reconcile.LostAnswers;
import io.jenkins.plugins.falkeys.engine.reconcile.MissedRenames;
import io.jenkins.plugins.falkeys.engine.reconcile.Sweep;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Renames;
import io.jenkins.plugins.falkeys.engine.revoke.AccountOfKey;
import io.jenkins.plugins.falkeys.engine.revoke.RequestedDeletion;
import io.jenkins.plugins.falkeys.engine.revoke.Revocation;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Mints, rotates and revokes keys. Nothing else in the plugin talks to fal or writes a credential.
 *
 * <p>No method waits, and none but {@link #records} and {@link #costs} takes longer for there being more records. Cancelling a future that
 * was returned aborts the request: a key that was minted meanwhile is revoked.
 */
public final class KeyService {

    private final Engine engine;
    private final Ports ports;
    private final Executor pool;
    private final StopSignal stop = new StopSignal();
    private final ManagedKeys managed;
    private final CostCollector costs;
    private final CostBrake brake;
    private final Map<Origin, CompletableFuture<?>> underWay = new ConcurrentHashMap<>();
    private volatile List<String> vanished = List.of();
    private volatile Set<String> gone = Set.of();
    private volatile boolean missedRenamesFollowed;

    /**
     * @param callers gives executors over the same pool that work with the authority of a build
     * @param pool runs the work that no build waits for, with the plugin's own authority
     */
    public KeyService(Ports ports, Function<Origin, Executor> callers, Executor pool) {
        this.ports = ports;
        this.pool = pool;
        Accounts accounts = new Accounts(ports, stop);
        AccountOfKey accountOfKey = new AccountOfKey(ports, accounts, pool, stop);
        CredentialLocks locks = new CredentialLocks();
        Revocation revocation = new Revocation(ports, accountOfKey, locks, pool, stop);
        this.brake = new CostBrake(ports, revocation, pool);
        this.costs = new CostCollector(ports, accounts, brake, pool, stop);
        LostAnswers lostAnswers = new LostAnswers(ports, accountOfKey, revocation, pool, stop);
        this.engine =
                new Engine(ports, callers, accounts, locks, revocation, lostAnswers, new Renames(ports.ledger()), stop);
        this.managed = new ManagedKeys(this, engine, pool);
    }

    /**
     * Mints a key and stores it as a credential. A second call for the same place in the same run settles what the first
     * one began, and mints no second key.
     *
     * @return fails with a {@link KeyException}
     */
    public CompletableFuture<CreatedKey> create(KeyRequest request, StoreRequest store, Requester requester) {
        return begin(
                request.origin(), Minting.start(engine, request, new NewCredential(engine, request, store), requester));
    }

    /**
     * Mints a key and puts it into a credential in place of the one there, which is deleted when its grace period ends.
     * The key belongs to the owner of the old one, also when a person asks for it; and unless they choose another admin
     * key, to the same account.
     *
     * @return fails with a {@link KeyException}
     */
    public CompletableFuture<CreatedKey> rotate(RotateRequest request, Requester requester) {
        if (request.graceMinutes() < 0) {
            return CompletableFuture.failedFuture(new KeyException(Messages.KeyService_negativeGrace()));
        }
        CompletableFuture<CreatedKey> result = new CompletableFuture<>();
        CompletableFuture<CreatedKey> work = ports.ledger()
                .loaded()
                .thenCompose(loaded -> Futures.run(
                        engine.callers().apply(request.origin()),
                        () -> engine.ownedKeys().newest(request)))
                .thenCompose(old -> {
                    CompletableFuture<CreatedKey> rotated = rotate(request, old, requester);
                    result.whenComplete((value, error) -> {
                        if (result.isCancelled()) {
                            rotated.cancel(true);
                        }
                    });
                    return rotated;
                });
        Futures.passOn(work, result);
        return result;
    }

    private CompletableFuture<CreatedKey> rotate(RotateRequest request, KeyRecord old, Requester requester) {
        RotateRequest owned = request.onBehalfOf(old.origin().job());
        String alias = request.alias() == null ? old.alias() : request.alias();
        KeyRequest key = new KeyRequest(
                owned.origin(), alias, false, request.adminCredentialsId(), request.adminAfter(old), old.owner(), null);
        return begin(owned.origin(), Minting.start(engine, key, new RotatedCredential(engine, owned), requester));
    }

    /**
     * Mints a key that lives until {@link #end}, and hands it to the receiver.
     *
     * @return completes when the receiver has it, with what {@link #end} needs; fails with a {@link KeyException}, or
     *     with what the receiver threw
     */
    public CompletableFuture<KeyReceiver.Lease> withKey(KeyRequest request, Requester requester, KeyReceiver receiver) {
        return begin(request.origin(), Minting.start(engine, request, new BuildHandOver(receiver), requester));
    }

    /**
     * An alias that no other key has, for a build whose user named none.
     *
     * @param number the build's number
     * @throws KeyException when folders contradict each other, so that no alias is possible
     */
    public String uniqueAlias(Origin origin, int number) throws KeyException {
        return uniqueAlias(origin, number, "");
    }

    /** The same with a prefix of the user's own after the one that an administrator requires. */
    public String uniqueAlias(Origin origin, int number, String ownPrefix) throws KeyException {
        try {
            String prefix = ports.settings().aliasPrefix(origin).value() + AliasPrefix.check(ownPrefix);
            return UniqueAlias.of(prefix, origin.job(), number, ports.randomSuffix());
        } catch (IllegalArgumentException e) {
            throw new KeyException(Messages.KeyException_notMade(e.getMessage()));
        }
    }

    private <T> CompletableFuture<T> begin(Origin origin, Minting.Started<T> started) {
        underWay.put(origin, started.end());
        started.end().whenComplete((value, error) -> {
            underWay.remove(origin, started.end());
            if (error != null && Futures.cause(error) instanceof KeyException) {
                ports.meters().mintFailed();
            }
        });
        return started.result();
    }

    /**
     * Revokes the key of a build.
     *
     * @return completes when the end of the key is recorded, with a sentence that says why if it was revoked before
     *     because it had cost as much as it may. fal is told afterwards, and told again until it confirms. Fails with a
     *     {@link KeyException} when the key is left alone
     */
    public CompletableFuture<Optional<String>> end(KeyReceiver.Lease lease) {
        brake.forget(lease.recordId());
        return Futures.unwrapped(ports.ledger()
                .loaded()
                .thenCompose(loaded -> Futures.run(pool, () -> {
                    ports.ledgerOwner().require();
                    KeyRecord keyRecord = ports.ledger().get(lease.recordId()).orElseGet(() -> found(lease));
                    if (keyRecord.state() == KeyState.DELETED) {
                        return keyRecord.whyStopped();
                    }
                    KeyRecord ending = engine.revocation().recordNow(keyRecord, current -> current);
                    engine.revocation().attempt(ending);
                    return ending.whyStopped();
                })));
    }

    /**
     * Has a block told when its key is revoked because it has cost as much as it may; at once if it has been. Whatever
     * else uses such a key is ended with its build, see {@link Runs#interrupt}.
     *
     * @param stop gets a sentence that says why, on a thread of the engine, and again each minute until {@link #end}
     */
    public void watchCost(KeyReceiver.Lease lease, Consumer<String> stop) {
        brake.watch(lease.recordId(), stop);
    }

    /** A build knows its key also when the ledger does not know it any more, as after a restore without it. */
    private KeyRecord found(KeyReceiver.Lease lease) {
        KeyInfo key = new KeyInfo(lease.keyId(), lease.alias(), "", null);
        return engine.revocation()
                .recordFound(KeyRecord.found(
                        lease.recordId(),
                        lease.origin(),
                        null,
                        null,
                        lease.admin(),
                        null,
                        key,
                        KeyState.DELETING,
                        ports.now()));
    }

    /**
     * Deletes a key of the job, and the credential that holds it. What is gone already is fine.
     *
     * @return completes with what was done, in a sentence for a log; fails with a {@link KeyException}
     */
    public CompletableFuture<String> delete(DeleteRequest request, Requester requester) {
        return new RequestedDeletion(engine, request, requester).start();
    }

    /**
     * The keys of the job that are not deleted, oldest first.
     *
     * @return fails with a {@link KeyException} when the job is gone
     */
    public CompletableFuture<List<KeyRecord>> list(Origin origin) {
        return Futures.unwrapped(ports.ledger()
                .loaded()
                .thenCompose(loaded -> Futures.run(
                        engine.callers().apply(origin),
                        () -> engine.ownedKeys().of(origin).stream()
                                .filter(keyRecord -> keyRecord.state() != KeyState.DELETED)
                                .toList())));
    }

    /**
     * What keys have cost, as far as fal has reported it; fal is not asked.
     *
     * @param credentialsId ID of the credential whose keys of the job these are, also those that are gone; null for the
     *     keys that lived in the build
     * @return fails with a {@link KeyException} when the job has no such keys
     */
    public CompletableFuture<Usage> usage(Origin origin, @CheckForNull String credentialsId) {
        return Futures.unwrapped(ports.ledger()
                .loaded()
                .thenCompose(loaded -> Futures.run(
                        engine.callers().apply(origin),
                        () -> Usage.of(
                                credentialsId == null
                                        ? livedIn(origin)
                                        : engine.ownedKeys().storedAs(origin, credentialsId)))));
    }

    private List<KeyRecord> livedIn(Origin origin) {
        return ports.ledger().ofRun(origin.run()).stream()
                .filter(keyRecord -> keyRecord.kind() == KeyRecord.Kind.BUILD
                        && keyRecord.keyId() != null
                        && keyRecord.origin().isOf(origin.run(), origin.started()))
                .toList();
    }

    /** Completes when the records are in memory. */
    public CompletableFuture<Void> loaded() {
        return ports.ledger().loaded();
    }

    /** Whether the records are in memory. Until they are, every look-up finds nothing. */
    public boolean isLoaded() {
        CompletableFuture<Void> loaded = ports.ledger().loaded();
        return loaded.isDone() && !loaded.isCompletedExceptionally();
    }

    /** All records, oldest first. */
    public List<KeyRecord> records() {
        return isLoaded() ? ports.ledger().all() : List.of();
    }

    /** How many records are in a state. */
    public int count(KeyState state) {
        return isLoaded() ? ports.ledger().count(state) : 0;
    }

    /** The record of this ID; empty when there is none. */
    public Optional<KeyRecord> record(String recordId) {
        return isLoaded() ? ports.ledger().get(recordId) : Optional.empty();
    }

    /** The newest record of this key; empty when there is none. */
    public Optional<KeyRecord> recordOfKey(String keyId) {
        return isLoaded() ? ports.ledger().ofKey(keyId).stream().reduce((earlier, later) -> later) : Optional.empty();
    }

    /** The keys that a build minted, or whose end it asked for, oldest first. */
    public List<KeyRecord> touchedBy(String run, long started) {
        if (!isLoaded()) {
            return List.of();
        }
        return ports.ledger().ofRun(run).stream()
                .filter(keyRecord -> keyRecord.origin().isOf(run, started)
                        || keyRecord.endedBy() != null && keyRecord.endedBy().isOf(run, started))
                .toList();
    }

    /** What only a person may ask for, who may work with every key. */
    public Administration administration() {
        return new Administration(engine);
    }

    /** Whether a credential of this ID holds a key that the job may manage. */
    public boolean isOwn(String job, String credentialsId) {
        try {
            return isLoaded()
                    && engine.ownedKeys()
                            .heldBy(
                                    new Origin("", 0, "", job),
                                    target -> target.credentialsId().equals(credentialsId))
                            .isPresent();
        } catch (KeyException e) {
            return false;
        }
    }

    /** The item of this full name as the owner of keys; empty when there is no job or project of that name. */
    public Optional<Owner> ownerNamed(String fullName) {
        return ports.owners().named(fullName);
    }

    /** Whether the item that a key belongs to is still there. */
    public boolean hasOwner(KeyRecord keyRecord) {
        return keyRecord.owner() != null && ports.owners().exists(keyRecord.owner());
    }

    /** How long a user may be kept waiting for any of these. */
    public Duration waitBudget() {
        return ports.settings().waitBudget();
    }

    /**
     * Revokes, tries again and settles what no build works on any more, and makes the managed keys be as they are listed.
     *
     * @return completes when all records were looked at, with what completes when all that was started then has ended;
     *     fails with a {@link KeyException} when the ledger belongs to another controller
     */
    public CompletableFuture<CompletableFuture<Void>> sweep() {
        return Futures.unwrapped(ports.ledger()
                .loaded()
                .thenCompose(loaded -> Futures.compose(pool, () -> {
                    ports.ledgerOwner().require();
                    followRenames();
                    return new Sweep(engine, pool, underWay.keySet(), gone).run();
                }))
                .thenCompose(result -> {
                    vanished = result.vanished();
                    gone = result.gone();
                    return managed.reconcile().thenApply(begun -> CompletableFuture.allOf(result.done(), begun));
                }));
    }

    /** The keys that the configuration lists. */
    public ManagedKeys managed() {
        return managed;
    }

    /**
     * Asks fal what keys have cost, and keeps that in their records.
     *
     * @param kept is given the records with new figures, some at a time
     * @return completes when all accounts have answered or failed; fails with a {@link KeyException} when the ledger
     *     belongs to another controller
     */
    public CompletableFuture<Void> collectCosts(Consumer<List<KeyRecord>> kept) {
        return costs.collect(kept);
    }

    /**
     * What keys cost in a period, in days of UTC. Reads a file for each day, and looks at all records.
     *
     * @throws IOException when the costs of the past cannot be looked at
     */
    public CostReport costs(LocalDate first, LocalDate last) throws IOException {
        return CostReport.between(first, last, ports);
    }

    /** Records under old names would look as if their builds were gone. */
    private void followRenames() throws IOException {
        if (!missedRenamesFollowed) {
            new MissedRenames(ports).follow();
            missedRenamesFollowed = true;
        }
        engine.renames().catchUp();
    }

    /** The live keys whose credential was gone, or held something else, when the last sweep looked. */
    public List<KeyRecord> vanished() {
        return vanished.stream()
                .flatMap(id -> ports.ledger().get(id).stream())
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .toList();
    }

    /** The keys that may be live although nobody wants them: whose deletion failed, or whose answer was lost. */
    public List<KeyRecord> unsettled() {
        if (!isLoaded()) {
            return List.of();
        }
        Stream<KeyRecord> failing =
                ports.ledger().inState(KeyState.DELETING).stream().filter(keyRecord -> keyRecord.attempts() > 0);
        return Stream.concat(ports.ledger().inState(KeyState.UNRESOLVED).stream(), failing)
                .toList();
    }

    /** Has the records follow an item that was renamed or moved: at once when they are in memory, as soon as they are else. */
    public void renamed(String oldFullName, String newFullName) {
        engine.renames().add(oldFullName, newFullName);
    }

    /**
     * Starts nothing new from now on. Whoever waits is told nothing, so that they can ask again after a restart.
     *
     * @return completes when the answers that were in flight have arrived and are recorded
     */
    public CompletableFuture<Void> stop() {
        stop.give();
        List<CompletableFuture<?>> inFlight = new ArrayList<>(underWay.values());
        inFlight.add(engine.revocation().allUnderWay());
        return CompletableFuture.allOf(inFlight.toArray(new CompletableFuture<?>[0]))
                .handle((value, error) -> null);
    }

    /** The places that builds work on now. */
    public Set<Origin> underWay() {
        return Set.copyOf(underWay.keySet());
    }
}
