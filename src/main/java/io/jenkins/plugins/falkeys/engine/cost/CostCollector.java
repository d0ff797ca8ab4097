package io.jenkins.plugins.falkeys.engine.cost;

import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.account.UsageQuery;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.account.Account;
import io.jenkins.plugins.falkeys.engine.account.Accounts;
import io.jenkins.plugins.falkeys.engine.account.BackOff;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.StopSignal;
import io.jenkins.plugins.falkeys.engine.account.StoppedException;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Asks fal what keys have cost, and saves the answers in their records. Each pass asks each account about the keys that
 * are live or were deleted within the last day. Accounts do not wait for each other, and builds never wait for costs.
 */
public final class CostCollector {

    private static final Logger LOGGER = Logger.getLogger(CostCollector.class.getName());

    /** How long fal may take to report what a deleted key has used. */
    private static final Duration REPORTING_DELAY = Duration.ofDays(1);

    /** When to try again with an admin key that may not read usage. In the meantime, cost limits have no effect. */
    private static final Duration NEXT_ATTEMPT = Duration.ofHours(1);

    /** fal's answers if an admin key may not read usage, or if the API is too old to report it. */
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 404, 501);

    private final Ports ports;
    private final Accounts accounts;
    private final CostBrake brake;
    private final Executor pool;
    private final StopSignal stop;
    private final Map<Account, CostSchedule> schedules = new ConcurrentHashMap<>();
    private final Map<Account, CallAllowance> allowances = new ConcurrentHashMap<>();
    private final Set<Account> underWay = ConcurrentHashMap.newKeySet();
    private final BackOff refused;
    private final Set<AdminReference> failing = ConcurrentHashMap.newKeySet();

    /**
     * @param brake checks each key about which fal has reported something
     * @param pool runs work as SYSTEM
     */
    public CostCollector(Ports ports, Accounts accounts, CostBrake brake, Executor pool, StopSignal stop) {
        this.ports = ports;
        this.accounts = accounts;
        this.brake = brake;
        this.pool = pool;
        this.stop = stop;
        this.refused = new BackOff(ports.clock(), NEXT_ATTEMPT);
    }

    /**
     * Makes one pass. An account that is still busy with the previous pass continues with that: whatever needs more
     * calls than fit into one pass, such as responses with several pages, continues in the next one.
     *
     * @param updated receives the records with new figures, on a thread of the pool
     * @return completes when all accounts have answered or failed; failures are retried in the next pass. Fails with a
     *     {@link KeyException} if the ledger belongs to another controller
     */
    public CompletableFuture<Void> collect(Consumer<List<KeyRecord>> updated) {
        return Futures.unwrapped(ports.loaded()
                .thenCompose(loaded -> Futures.compose(pool, () -> {
                    ports.ledgerOwner().require();
                    return groups().thenCompose(groups -> CompletableFuture.allOf(groups.values().stream()
                            .map(group -> collect(group, updated))
                            .toArray(CompletableFuture<?>[]::new)));
                })));
    }

    /**
     * An account with one of its admin keys, and keys that are certainly in it: for any other key, fal would report no
     * costs.
     */
    private record Group(Account account, AdminAccess admin, List<KeyRecord> records) {}

    private CompletableFuture<Map<Account, Group>> groups() {
        Map<AdminReference, List<KeyRecord>> byAdmin = new LinkedHashMap<>();
        Stream<KeyRecord> live = Stream.of(KeyState.ACTIVE, KeyState.DELETING, KeyState.UNRESOLVED)
                .flatMap(state -> ports.ledger().inState(state).stream());
        Stream<KeyRecord> gone = ports.ledger().deletedSince(ports.now().minus(REPORTING_DELAY)).stream();
        KeyRecord.onePerKey(Stream.concat(live, gone).toList()).stream()
                .filter(keyRecord -> keyRecord.createdAt() != null)
                .forEach(keyRecord -> byAdmin.computeIfAbsent(keyRecord.admin(), first -> new ArrayList<>())
                        .add(keyRecord));
        Map<Account, Group> groups = new LinkedHashMap<>();
        CompletableFuture<Void> found = CompletableFuture.completedFuture(null);
        for (Map.Entry<AdminReference, List<KeyRecord>> entry : byAdmin.entrySet()) {
            for (AdminAccess admin : candidates(entry.getKey())) {
                found = found.thenCompose(before -> accounts.of(admin.key())).thenAccept(account -> {
                    boolean same = entry.getKey().isSameAs(admin.reference());
                    Predicate<KeyRecord> isCertain = keyRecord -> same || account.isNamed(keyRecord.account());
                    List<KeyRecord> certain =
                            entry.getValue().stream().filter(isCertain).toList();
                    if (!certain.isEmpty()) {
                        entry.getValue().removeIf(isCertain);
                        groups.computeIfAbsent(account, first -> new Group(account, admin, new ArrayList<>()))
                                .records()
                                .addAll(certain);
                    }
                });
            }
        }
        return found.thenApply(all -> groups);
    }

    /**
     * The recorded admin key, or if it was replaced, is gone or is refused, any that may belong to the same account.
     */
    private List<AdminAccess> candidates(AdminReference reference) {
        try {
            AdminAccess recorded = ports.adminKeys().recall(reference);
            if (reference.isSameAs(recorded.reference()) && !isRefused(recorded)) {
                return List.of(recorded);
            }
        } catch (KeyException e) {
            LOGGER.log(Level.FINE, e, () -> "Looking for an admin key other than " + reference.credentialsId());
        }
        return ports.adminKeys().configured().stream()
                .filter(admin -> !isRefused(admin))
                .toList();
    }

    private boolean isRefused(AdminAccess admin) {
        return !refused.isOver(admin.reference().toString());
    }

    private CompletableFuture<Void> collect(Group group, Consumer<List<KeyRecord>> updated) {
        Account account = group.account();
        CallAllowance allowance = allowances.computeIfAbsent(account, first -> new CallAllowance());
        allowance.renew();
        if (!underWay.add(account)) {
            return CompletableFuture.completedFuture(null);
        }
        UsageReader reading =
                new UsageReader(ports.fal(), account, group.admin(), allowance, Wait.forever(ports, stop));
        CostSchedule schedule = schedules.computeIfAbsent(
                account, first -> new CostSchedule(ports, CallAllowance.CALLS * UsageQuery.MAX_KEYS));
        return Futures.compose(
                        pool,
                        () -> new CostPass(ports, reading, schedule, account, brake, updated, pool)
                                .run(group.records()))
                .handle((done, error) -> {
                    underWay.remove(account);
                    logFailure(group.admin().reference(), error == null ? null : Futures.cause(error));
                    return null;
                });
    }

    /** Logs a failure once, and again only after a success in between. */
    private void logFailure(AdminReference admin, Throwable error) {
        if (error == null) {
            refused.succeeded(admin.toString());
            failing.remove(admin);
        } else if (!(error instanceof StoppedException)) {
            if (error instanceof FalException e && REFUSALS.contains(e.status())) {
                refused.failed(admin.toString());
            }
            if (failing.add(admin)) {
                LOGGER.warning(() -> "What fal API keys cost cannot be read with the admin key '"
                        + admin.credentialsId() + "'; it is tried again: " + error.getMessage());
            }
        }
    }
}
