package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Makes, rotates and ends keys. Nothing else in the plugin talks to fal or writes a credential.
 *
 * <p>Cancelling a future that it returned aborts the work: a key that was made meanwhile is deleted again.
 */
public final class KeyService {

    private static final Logger LOGGER = Logger.getLogger(KeyService.class.getName());

    private final Ports ports;
    private final Function<Origin, Executor> callers;
    private final FalCalls calls;
    private final CredentialLocks locks = new CredentialLocks();
    private final Deletions deletions;
    private final Reconciliation reconciliation;
    private final Set<Origin> underWay = ConcurrentHashMap.newKeySet();
    private volatile List<String> vanished = List.of();

    /**
     * @param callers gives executors over the same pool that work with the authority of a build
     * @param pool runs the calls that no build waits for, with the plugin's own authority
     */
    public KeyService(Ports ports, Function<Origin, Executor> callers, ExecutorService pool) {
        this.ports = ports;
        this.callers = callers;
        this.calls = new FalCalls(ports.clock());
        this.deletions = new Deletions(ports, calls, pool);
        this.reconciliation = new Reconciliation(ports, calls, pool, deletions);
    }

    /**
     * Makes a key and stores it as a credential. A second call for the same place in the same run settles what the first
     * one began, and makes no second key.
     *
     * @param saved completes when the run is saved far enough to find this place again after a crash; the key is not
     *     asked for before
     * @return fails with a {@link KeyException}
     */
    public CompletableFuture<CreatedKey> create(
            KeyRequest request, StoreRequest store, Supplier<CompletableFuture<Void>> saved) {
        Work work = work(request.origin());
        return start(work, request, new NewCredential(work, request, store), saved);
    }

    /**
     * Makes a key and puts it into a credential in place of the one there, which is deleted when its grace period ends.
     * The key belongs to the job that the old one belongs to, also when a person asks for it; and unless they choose
     * another admin key, to the same account.
     *
     * @param saved as in {@link #create}
     * @return fails with a {@link KeyException}
     * @throws KeyException when the job has no such key
     */
    public CompletableFuture<CreatedKey> rotate(RotateRequest request, Supplier<CompletableFuture<Void>> saved)
            throws KeyException {
        if (request.graceMinutes() < 0) {
            throw new KeyException(Messages.KeyService_negativeGrace());
        }
        Work work = work(request.origin());
        KeyRecord old = work.own().newest(request);
        RotateRequest owned = request.onBehalfOf(old.origin().job());
        String alias = request.alias() == null ? old.alias() : request.alias();
        return start(
                work,
                new KeyRequest(owned.origin(), alias, false, request.adminCredentialsId(), request.adminAfter(old)),
                new RotatedCredential(work, owned),
                saved);
    }

    /**
     * Makes a key that lives until {@link #end}, and hands it to the receiver.
     *
     * @param saved as in {@link #create}
     * @return completes with the key's record ID when the receiver has it; fails with a {@link KeyException}, or with
     *     what the receiver threw
     */
    public CompletableFuture<String> withKey(
            KeyRequest request, Supplier<CompletableFuture<Void>> saved, KeyReceiver receiver) {
        return start(work(request.origin()), request, new BuildHandOver(receiver), saved);
    }

    /**
     * An alias that no other key has, for a build whose user named none.
     *
     * @param number the build's number
     */
    public String uniqueAlias(Origin origin, int number) {
        return UniqueAlias.of(ports.settings().aliasPrefix(origin).value(), origin.job(), number);
    }

    private <T> CompletableFuture<T> start(
            Work work, KeyRequest request, HandOver<T> handOver, Supplier<CompletableFuture<Void>> saved) {
        underWay.add(request.origin());
        Creation.Started<T> started = new Creation<>(work, request, handOver, saved).start();
        started.end().whenComplete((value, error) -> underWay.remove(request.origin()));
        return started.result();
    }

    /**
     * Ends a key: on return its end is recorded; fal is told afterwards, and told again until it confirms.
     *
     * @return the key's ID, or null when the record is gone
     */
    @CheckForNull
    public String end(String recordId) {
        return ports.ledger()
                .get(recordId)
                .map(keyRecord -> {
                    deletions.end(keyRecord);
                    return keyRecord.keyId();
                })
                .orElse(null);
    }

    /**
     * Deletes a key of the job, and the credential that holds it. What is gone already is fine.
     *
     * @return completes with what was done, in a sentence for a log; fails with a {@link KeyException}
     */
    public CompletableFuture<String> delete(DeleteRequest request) {
        return new Removal(work(request.origin()), request).start();
    }

    /** The keys of the job that are not deleted, oldest first. */
    public List<KeyRecord> list(Origin origin) {
        return new OwnKeys(ports)
                .of(origin)
                .filter(keyRecord -> keyRecord.state() != KeyState.DELETED)
                .toList();
    }

    /** All records, oldest first. */
    public List<KeyRecord> records() {
        return ports.ledger().all();
    }

    /** The record of this ID; empty when there is none. */
    public Optional<KeyRecord> record(String recordId) {
        return ports.ledger().get(recordId);
    }

    /** The newest record of this key; empty when there is none. */
    public Optional<KeyRecord> recordOfKey(String keyId) {
        return ports.ledger().all().stream()
                .filter(keyRecord -> keyId.equals(keyRecord.keyId()))
                .reduce((earlier, later) -> later);
    }

    /** The keys that a build made, or whose end it asked for, oldest first. To ask is cheap. */
    public List<KeyRecord> touchedBy(String run, long started) {
        return ports.ledger().ofRun(run).stream()
                .filter(keyRecord -> keyRecord.origin().isOf(run, started)
                        || keyRecord.endedBy() != null && keyRecord.endedBy().isOf(run, started))
                .toList();
    }

    /** What only a person may ask for, who may work with every key. */
    public Administration administration() {
        return new Administration(this::work);
    }

    /** Whether a credential of this ID holds a key that the job may manage. */
    public boolean isOwn(String job, String credentialsId) {
        return new OwnKeys(ports)
                .heldBy(
                        new Origin("", 0, "", job),
                        target -> target.credentialsId().equals(credentialsId))
                .isPresent();
    }

    /** How long a user may be kept waiting for any of these. */
    public Duration waitBudget() {
        return ports.settings().waitBudget();
    }

    /** Ends, tries again and settles what no build works on any more. Returns when all records were looked at. */
    public void sweep() throws InterruptedException {
        vanished = new Sweep(ports, deletions, reconciliation, underWay).run();
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
        return ports.ledger().all().stream()
                .filter(keyRecord -> keyRecord.state() == KeyState.UNRESOLVED
                        || keyRecord.state() == KeyState.DELETING && keyRecord.attempts() > 0)
                .toList();
    }

    /** Has the records follow an item that was renamed or moved. */
    public void renamed(String oldFullName, String newFullName) {
        for (KeyRecord keyRecord : ports.ledger().all()) {
            KeyRecord renamed = keyRecord.renamed(oldFullName, newFullName);
            if (!renamed.equals(keyRecord)) {
                put(renamed);
            }
        }
    }

    private void put(KeyRecord keyRecord) {
        try {
            ports.ledger().put(keyRecord);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "The record of key " + keyRecord.keyId() + " keeps an old name");
        }
    }

    private Work work(Origin origin) {
        return new Work(ports, calls, locks, deletions, reconciliation, callers.apply(origin));
    }
}
