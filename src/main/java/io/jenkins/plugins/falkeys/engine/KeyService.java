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
import io.jenkins.plugins.falkeys.engine.reconcile.LostResponses;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Renames;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.DeleteRequest;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.revoke.AccountFinder;
import io.jenkins.plugins.falkeys.engine.revoke.RequestedDeletion;
import io.jenkins.plugins.falkeys.engine.revoke.Revocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Mints, rotates and revokes keys. Nothing else in the plugin calls fal or writes credentials.
 *
 * <p>No method blocks, and none gets slower with the number of records. Cancelling a returned future aborts the
 * request: a key that was minted in the meantime is revoked.
 */
public final class KeyService {

    private final Engine engine;
    private final Ports ports;
    private final Executor pool;
    private final StopSignal stop = new StopSignal();
    private final ManagedKeys managed;
    private final CostBrake brake;
    private final RecordedKeys records;
    private final Upkeep upkeep;
    private final Map<Origin, CompletableFuture<?>> underWay = new ConcurrentHashMap<>();

    /**
     * @param callers returns executors that use the same pool, but run with the authority of a build
     * @param pool runs work that no build waits for, as SYSTEM
     */
    public KeyService(Ports ports, Function<Origin, Executor> callers, Executor pool) {
        this.ports = ports;
        this.pool = pool;
        Accounts accounts = new Accounts(ports, stop);
        AccountFinder accountOfKey = new AccountFinder(ports, accounts, pool, stop);
        CredentialLocks locks = new CredentialLocks();
        Revocation revocation = new Revocation(ports, accountOfKey, locks, pool, stop);
        this.brake = new CostBrake(ports, revocation, pool);
        CostCollector costs = new CostCollector(ports, accounts, brake, pool, stop);
        LostResponses lostResponses = new LostResponses(ports, accountOfKey, revocation, pool, stop);
        this.engine = new Engine(
                ports, callers, accounts, locks, revocation, lostResponses, new Renames(ports.ledger()), stop);
        this.records = new RecordedKeys(engine);
        this.managed = new ManagedKeys(this, engine, pool);
        this.upkeep = new Upkeep(engine, managed, costs, underWay.keySet(), pool);
    }

    /**
     * Mints a key and stores it as a credential. A second call for the same place in the same run settles what the
     * first one began, and mints no second key.
     *
     * @return fails with a {@link KeyException}
     */
    public CompletableFuture<CreatedKey> create(KeyRequest request, StoreRequest store, Requester requester) {
        return begin(
                request.origin(),
                () -> Minting.start(engine, request, new NewCredential(engine, request, store), requester));
    }

    /**
     * Mints a key and replaces the one in a credential with it. The old key is deleted when its grace period ends. The
     * new key belongs to the owner of the old one, even if a person requests it. It is in the same account, unless that
     * person chooses another admin key.
     *
     * @return fails with a {@link KeyException}
     */
    public CompletableFuture<CreatedKey> rotate(RotateRequest request, Requester requester) {
        if (request.graceMinutes() < 0) {
            return CompletableFuture.failedFuture(new KeyException(Messages.KeyService_negativeGrace()));
        }
        CompletableFuture<CreatedKey> result = new CompletableFuture<>();
        CompletableFuture<CreatedKey> work = engine.wait(result, requester::waiting)
                .join(ports.loaded(), Messages::Wait_ledger)
                .thenCompose(loaded -> Futures.run(
                        engine.callers().apply(request.origin()),
                        () -> engine.ownedKeys().inCredentialOrNewest(request)))
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
        KeyRequest key =
                new KeyRequest(owned.origin(), alias, false, request.adminCredentialsId(), request.adminFor(old), null);
        return begin(owned.origin(), () -> Minting.start(engine, key, new RotatedCredential(engine, owned), requester));
    }

    /**
     * Mints a key that lives until {@link #end}, and hands it to the receiver.
     *
     * @return completes with the lease for {@link #end} when the receiver has the key; fails with a
     *     {@link KeyException}, or with what the receiver threw
     */
    public CompletableFuture<KeyReceiver.Lease> withKey(KeyRequest request, Requester requester, KeyReceiver receiver) {
        return begin(request.origin(), () -> Minting.start(engine, request, new BuildHandOver(receiver), requester));
    }

    /**
     * A generated alias that no other key has, for a build whose user gave none.
     *
     * @param number the build's number
     * @throws KeyException if folders contradict each other, so that no alias is possible
     */
    public String uniqueAlias(Origin origin, int number) throws KeyException {
        return uniqueAlias(origin, number, "");
    }

    /** The same, with the user's own prefix after the one that an administrator requires. */
    public String uniqueAlias(Origin origin, int number, String ownPrefix) throws KeyException {
        try {
            String prefix = ports.settings().aliasPrefix(origin).value() + AliasPrefix.check(ownPrefix);
            return UniqueAlias.of(prefix, origin.job(), number, ports.randomSuffix());
        } catch (IllegalArgumentException e) {
            throw new KeyException(Messages.KeyException_notMade(e.getMessage()));
        }
    }

    private <T> CompletableFuture<T> begin(Origin origin, Supplier<Minting.Started<T>> start) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        underWay.put(origin, ended); // first, because a sweep takes any record that nobody works on
        Minting.Started<T> started = start.get();
        started.end().whenComplete((value, error) -> {
            underWay.remove(origin, ended);
            ended.complete(null);
            if (error != null && Futures.cause(error) instanceof KeyException) {
                ports.meters().mintFailed();
            }
        });
        return started.result();
    }

    /**
     * Revokes the key of a build.
     *
     * @return completes when the end of the key has been recorded, before fal is asked to delete it, which is retried
     *     until fal confirms it. If the key had already been revoked because of its cost, the result is a sentence that
     *     says so. Fails with a {@link KeyException} if the key is not touched
     */
    public CompletableFuture<Optional<String>> end(KeyReceiver.Lease lease) {
        brake.forget(lease.recordId());
        return Futures.unwrapped(ports.loaded()
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
     * Tells a block if its key is revoked because of its cost, immediately if it already has been. Anything else that
     * uses such a key is stopped with its build; see {@link Runs#interrupt}.
     *
     * @param stop receives a sentence that says why, on a thread of the engine, and again each minute until
     *     {@link #end}
     */
    public void watchCost(KeyReceiver.Lease lease, Consumer<String> stop) {
        brake.watch(lease.recordId(), stop);
    }

    /** A build knows its key even if the ledger does not, for example after a restore without it. */
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
     * Deletes a key of the job, and the credential that holds it. It is not an error if they are already gone.
     *
     * @return completes with a sentence for a log that says what was done; fails with a {@link KeyException}
     */
    public CompletableFuture<String> delete(DeleteRequest request, Requester requester) {
        return new RequestedDeletion(engine, request, requester).start();
    }

    /**
     * The keys of the job that are not deleted, oldest first.
     *
     * @return fails with a {@link KeyException} if the job is gone
     */
    public CompletableFuture<List<KeyRecord>> list(Origin origin, Requester requester) {
        return read(
                origin,
                requester,
                () -> engine.ownedKeys().of(origin).stream()
                        .filter(keyRecord -> keyRecord.state() != KeyState.DELETED)
                        .toList());
    }

    /**
     * What keys have cost, as far as fal has reported it. fal is not called.
     *
     * @param credentialsId ID of the credential whose keys of the job are meant, including deleted ones; null for the
     *     keys that lived in the build
     * @return fails with a {@link KeyException} if the job has no such keys
     */
    public CompletableFuture<Usage> usage(Origin origin, @CheckForNull String credentialsId, Requester requester) {
        return read(
                origin,
                requester,
                () -> Usage.of(
                        credentialsId == null
                                ? livedIn(origin)
                                : engine.ownedKeys().storedAs(origin, credentialsId)));
    }

    private <T> CompletableFuture<T> read(Origin origin, Requester requester, Callable<T> read) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<T> work = engine.wait(result, requester::waiting)
                .join(ports.loaded(), Messages::Wait_ledger)
                .thenCompose(loaded -> Futures.run(engine.callers().apply(origin), read));
        Futures.passOn(work, result);
        return result;
    }

    private List<KeyRecord> livedIn(Origin origin) {
        return ports.ledger().ofRun(origin.run()).stream()
                .filter(keyRecord -> keyRecord.kind() == KeyRecord.Kind.BUILD
                        && keyRecord.keyId() != null
                        && keyRecord.origin().isOf(origin.run(), origin.started()))
                .toList();
    }

    /** Look-ups of keys that are on record. */
    public RecordedKeys records() {
        return records;
    }

    /** Work that is not requested by a build. */
    public Upkeep upkeep() {
        return upkeep;
    }

    /** Requests that only a person may make, who may work with every key. */
    public Administration administration() {
        return new Administration(engine);
    }

    /** How long a user may be kept waiting for a request. */
    public Duration waitBudget() {
        return ports.settings().waitBudget();
    }

    /** The managed keys. */
    public ManagedKeys managed() {
        return managed;
    }

    /**
     * Starts nothing new from now on. Whoever waits for a request gets no answer, so that they can repeat it after a
     * restart.
     *
     * @return completes when the responses that were in flight have arrived and been recorded
     */
    public CompletableFuture<Void> stop() {
        stop.give();
        List<CompletableFuture<?>> inFlight = new ArrayList<>(underWay.values());
        inFlight.add(engine.revocation().allUnderWay());
        return CompletableFuture.allOf(inFlight.toArray(new CompletableFuture<?>[0]))
                .handle((value, error) -> null);
    }

    /** The places in builds that have a request under way. */
    public Set<Origin> underWay() {
        return Set.copyOf(underWay.keySet());
    }
}
