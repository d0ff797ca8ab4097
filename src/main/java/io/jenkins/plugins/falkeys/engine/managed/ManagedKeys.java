package io.jenkins.plugins.falkeys.engine.managed;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.account.BackOff;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.StoppedException;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.mint.CredentialHandOver;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Reports;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Makes the managed keys match the configuration. */
public final class ManagedKeys {

    private static final Logger LOGGER = Logger.getLogger(ManagedKeys.class.getName());
    private static final Duration FIRST_BACK_OFF = Duration.ofMinutes(1);

    /** A single failure is not reported, since the next attempt may succeed. */
    private static final int FAILURES_TO_REPORT = 2;

    private final KeyService keys;
    private final Engine engine;
    private final Ports ports;
    private final Executor pool;
    private final BackOff backOff;
    private final Set<Target> underWay = ConcurrentHashMap.newKeySet();
    private final Map<ManagedEntry, Failure> failures = new ConcurrentHashMap<>();

    /**
     * @param pool runs work as SYSTEM
     */
    public ManagedKeys(KeyService keys, Engine engine, Executor pool) {
        this.keys = keys;
        this.engine = engine;
        this.ports = engine.ports();
        this.pool = pool;
        this.backOff = new BackOff(ports.clock(), FIRST_BACK_OFF);
    }

    /**
     * An entry that cannot be fulfilled.
     *
     * @param times the number of consecutive failures
     * @param why the reason for the last one, in a sentence
     */
    public record Failure(ManagedEntry entry, int times, String why) {}

    /** The entries that keep failing, in no particular order. */
    public List<Failure> failing() {
        return failures.values().stream()
                .filter(failure -> failure.times() >= FAILURES_TO_REPORT)
                .toList();
    }

    /** Whether the credential holds a key that a list owns, or that has no owner, so that a list may take it over. */
    public boolean mayManage(Target target) {
        return keys.records().isLoaded()
                && ports.ledger().ofCredential(target).stream()
                        .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                        .anyMatch(keyRecord -> keyRecord.owner() == null
                                || keyRecord.owner().hasList()
                                || !ports.owners().exists(keyRecord.owner()));
    }

    /**
     * What would be done now. Does not call fal and changes nothing.
     *
     * @return fails with a {@link KeyException} if the records cannot be read
     */
    public CompletableFuture<List<ManagedStep>> plan() {
        return Futures.unwrapped(ports.loaded()
                .thenCompose(loaded -> Futures.run(pool, () -> new ManagedPlan(ports).steps())));
    }

    /**
     * Does what has to be done and is not already under way.
     *
     * @return completes when everything has been started, with a future that completes when everything has ended and
     *     that never fails
     */
    public CompletableFuture<CompletableFuture<Void>> reconcile() {
        return plan().thenApply(steps -> {
            forgetRemovedEntries(steps);
            List<CompletableFuture<Void>> started = new ArrayList<>();
            for (ManagedStep step : steps) {
                if (!step.possible()) {
                    failed(step, step.why());
                } else if (step.action() == ManagedStep.Action.NOTHING) {
                    fulfilled(step);
                } else if (backOff.isOver(operation(step)) && underWay.add(step.target())) {
                    started.add(begin(step));
                }
            }
            return CompletableFuture.allOf(started.toArray(new CompletableFuture<?>[0]));
        });
    }

    private void forgetRemovedEntries(List<ManagedStep> steps) {
        Set<ManagedEntry> entries = steps.stream()
                .filter(step -> step.entry() != null)
                .map(ManagedStep::entry)
                .collect(Collectors.toSet());
        failures.keySet().removeIf(entry -> {
            boolean gone = !entries.contains(entry);
            if (gone) {
                backOff.succeeded(entry.toString());
            }
            return gone;
        });
    }

    private CompletableFuture<Void> begin(ManagedStep step) {
        return work(step).handle((line, error) -> {
            underWay.remove(step.target());
            if (error == null) {
                fulfilled(step);
                LOGGER.info(() -> step.target().describe() + ": " + line);
            } else if (!(Futures.cause(error) instanceof StoppedException)) {
                backOff.failed(operation(step));
                failed(step, Reports.reason(Futures.cause(error)));
            }
            return null;
        });
    }

    /** Contains the whole entry, so that a changed entry is tried at once. */
    private static String operation(ManagedStep step) {
        return step.entry() == null ? step.target().toString() : step.entry().toString();
    }

    private void fulfilled(ManagedStep step) {
        backOff.succeeded(operation(step));
        if (step.entry() != null) {
            failures.remove(step.entry());
        }
    }

    private void failed(ManagedStep step, String why) {
        if (step.entry() == null) {
            LOGGER.warning(() -> "fal API key '" + step.alias() + "' is no longer listed: " + why);
            return;
        }
        Failure before = failures.get(step.entry());
        failures.put(step.entry(), new Failure(step.entry(), before == null ? 1 : before.times() + 1, why));
        if (before == null || !before.why().equals(why)) {
            LOGGER.warning(() -> "Managed fal API key '" + step.alias() + "': " + why);
        }
    }

    /** Completes with a sentence that says what was done. */
    private CompletableFuture<String> work(ManagedStep step) {
        if (step.entry() == null) {
            return Futures.run(pool, () -> changeOwner(step.current(), null)).thenApply(released -> step.why());
        }
        Origin origin = Origin.ofList(step.entry().place(), ports.newId(), ports.now());
        return takeOwnership(step, origin).thenCompose(taken -> switch (step.action()) {
            case CREATE, RESTORE -> create(step.entry(), step.target(), origin);
            case ROTATE -> rotate(step.entry(), step.target(), origin);
            case UPDATE, NOTHING -> updateDescription(step, origin);
        });
    }

    /** Makes the list the owner of a key that has none. The key no longer expires, since what is listed must exist. */
    private CompletableFuture<KeyRecord> takeOwnership(ManagedStep step, Origin origin) {
        return Futures.run(pool, () -> {
            Owner owner = ports.owners().of(origin);
            KeyRecord current = step.current();
            return current == null || ManagedPlan.isSame(owner, current.owner())
                    ? current
                    : changeOwner(current, owner);
        });
    }

    /** Does nothing if somebody else has changed the owner in the meantime. */
    private KeyRecord changeOwner(KeyRecord seen, @CheckForNull Owner owner) throws IOException, KeyException {
        ports.ledgerOwner().require();
        return ports.ledger()
                .update(
                        seen.id(),
                        current -> current.state() == KeyState.ACTIVE && Objects.equals(current.owner(), seen.owner())
                                ? (owner == null ? current : current.expiringAfter(null)).ownedBy(owner)
                                : current)
                .orElse(seen);
    }

    private CompletableFuture<String> create(ManagedEntry entry, Target target, Origin origin) {
        return keys.create(
                        new KeyRequest(origin, entry.alias(), false, entry.adminCredentialsId()),
                        new StoreRequest(
                                target.credentialsId(),
                                entry.store(),
                                entry.description(),
                                IfExists.KEEP,
                                entry.graceMinutes()),
                        Requester.SILENT)
                .thenApply(created -> created.description());
    }

    private CompletableFuture<String> rotate(ManagedEntry entry, Target target, Origin origin) {
        return keys.rotate(
                        new RotateRequest(
                                origin,
                                target.store(),
                                target.credentialsId(),
                                entry.alias(),
                                entry.graceMinutes(),
                                entry.adminCredentialsId()),
                        Requester.SILENT)
                .thenApply(created -> created.description());
    }

    private CompletableFuture<String> updateDescription(ManagedStep step, Origin origin) {
        String description = step.entry().description();
        if (description == null) {
            return CompletableFuture.completedFuture(step.why());
        }
        Wait wait = engine.wait(new CompletableFuture<>(), line -> {});
        return engine.locks()
                .with(
                        step.target(),
                        wait,
                        () -> Futures.run(pool, () -> {
                            ports.ledgerOwner().require();
                            ports.access().requireMayUpdate(origin, step.target());
                            ports.stores()
                                    .setDescription(
                                            step.target(),
                                            step.current().keyId(),
                                            CredentialHandOver.clean(description));
                            return step.why();
                        }));
    }
}
