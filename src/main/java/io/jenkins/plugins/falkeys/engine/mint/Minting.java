package io.jenkins.plugins.falkeys.engine.mint;

import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyReceiver;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.account.Account;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Reports;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Handles one request for a key: checks it, settles what an earlier attempt at the same place in the same run left
 * behind, and mints a key.
 *
 * @param <T> the result for the user
 */
public final class Minting<T> {

    private final Engine engine;
    private final Ports ports;
    private final Executor caller;
    private final KeyRequest request;
    private final HandOver<T> handOver;
    private final Requester requester;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final Wait wait;

    /** The number of renames of items before the request began. The request knows items by their names at that time. */
    private final int renamesBefore;

    private Minting(Engine engine, KeyRequest request, HandOver<T> handOver, Requester requester) {
        this.engine = engine;
        this.ports = engine.ports();
        this.caller = engine.callers().apply(request.origin());
        this.request = request;
        this.handOver = handOver;
        this.requester = requester;
        this.wait = engine.wait(result, requester::waiting);
        this.renamesBefore = engine.renames().count();
    }

    /**
     * A request in progress.
     *
     * @param result completes with the result for the user; cancelling it aborts the request
     * @param end completes when everything is done, even after an abort
     */
    public record Started<T>(CompletableFuture<T> result, CompletableFuture<T> end) {}

    /** Mints a key for the build only. */
    public static Started<KeyReceiver.Lease> start(
            Engine engine, KeyRequest request, BuildHandOver handOver, Requester requester) {
        return new Minting<>(engine, request, handOver, requester).start();
    }

    /** Mints a key for a new credential. */
    public static Started<CreatedKey> start(
            Engine engine, KeyRequest request, NewCredential handOver, Requester requester) {
        return new Minting<>(engine, request, handOver, requester).start();
    }

    /** Mints a key for a credential that holds an older one. */
    public static Started<CreatedKey> start(
            Engine engine, KeyRequest request, RotatedCredential handOver, Requester requester) {
        return new Minting<>(engine, request, handOver, requester).start();
    }

    private Started<T> start() {
        CompletableFuture<T> end = wait.join(ports.loaded(), Messages::Wait_ledger)
                .thenCompose(loaded -> onCaller(this::check))
                .thenCompose(this::withLock)
                .exceptionallyCompose(thrown -> revokeEarlier(Futures.cause(thrown)));
        Futures.passOn(end, result);
        return new Started<>(result, end);
    }

    private <R> CompletableFuture<R> onCaller(Callable<R> stage) {
        return Futures.run(caller, stage);
    }

    private AdminAccess check() throws KeyException {
        try {
            ports.ledgerOwner().require();
            ports.settings().aliasPrefix(request.origin()).checkAlias(request.alias());
        } catch (IllegalArgumentException e) {
            throw new KeyException(Messages.KeyException_notMade(e.getMessage()));
        }
        AdminAccess admin = admin();
        handOver.check();
        return admin;
    }

    private AdminAccess admin() throws KeyException {
        if (request.admin() == null) {
            return ports.adminKeys().forOrigin(request.origin(), request.adminCredentialsId());
        }
        try {
            return ports.adminKeys().recall(request.admin());
        } catch (KeyException e) {
            throw new KeyException(Reports.notMade(request.alias(), e) + ".");
        }
    }

    private CompletableFuture<T> withLock(AdminAccess admin) {
        return engine.accounts().of(admin.key()).thenCompose(account -> {
            Target target = handOver.target();
            return target == null
                    ? settle(account, admin)
                    : engine.locks().with(target, wait, () -> settle(account, admin));
        });
    }

    /** What each attempt to mint needs. */
    private record Source(Account account, AdminAccess admin, KeyRequest request, int lostResponses) {

        Source renewed(String suffix) {
            return new Source(
                    account, admin, request.renewed(UniqueAlias.renew(request.alias(), suffix)), lostResponses + 1);
        }
    }

    private CompletableFuture<T> settle(Account account, AdminAccess admin) {
        Source source = new Source(account, admin, request, 0);
        return Futures.compose(caller, () -> {
            Optional<KeyRecord> earlier = earlier();
            return earlier.isEmpty() ? mint(source) : settle(earlier.get(), source);
        });
    }

    /** What an earlier attempt left behind, even if the job was renamed since this one began. */
    private Optional<KeyRecord> earlier() {
        Optional<KeyRecord> found = ports.ledger().latest(request.origin());
        return found.isPresent()
                ? found
                : ports.ledger().latest(engine.renames().renamed(request.origin(), renamesBefore));
    }

    private CompletableFuture<T> settle(KeyRecord earlier, Source source) throws KeyException {
        return switch (earlier.state()) {
            case CREATING -> settleUnfinished(earlier, source);
            case ACTIVE -> reuseOrReplace(earlier, source);
            case UNRESOLVED, DELETING, DELETED -> {
                if (earlier.state() == KeyState.UNRESOLVED && !earlier.uniqueAlias()) {
                    throw new KeyException(Reports.lost(earlier, Messages.Reports_stopped()));
                }
                // The earlier attempt was given up, and its key, if any, is taken care of elsewhere.
                yield mint(source);
            }
        };
    }

    private CompletableFuture<T> settleUnfinished(KeyRecord earlier, Source source) throws KeyException {
        if (earlier.sentAt() == null) {
            new NewKeyRecord(engine, earlier, renamesBefore).forget();
            return mint(source);
        }
        if (earlier.keyId() == null) {
            return engine.lostResponses()
                    .search(earlier.id(), wait)
                    .thenCompose(searched -> Futures.compose(caller, () -> {
                        if (!searched.uniqueAlias()) {
                            throw new KeyException(Reports.lost(searched, Messages.Minting_stopped()));
                        }
                        return mint(source);
                    }));
        }
        if (!ports.stores().holdsKeyOf(earlier)) {
            return mintReplacement(earlier, source);
        }
        KeyRecord active = new NewKeyRecord(engine, earlier, renamesBefore)
                .change((current, now) -> current.in(KeyState.ACTIVE, now));
        engine.revocation().startGracePeriod(active);
        return reuseOrReplace(active, source);
    }

    private CompletableFuture<T> reuseOrReplace(KeyRecord active, Source source) {
        Optional<T> done = handOver.resultFor(active);
        return done.isPresent() ? CompletableFuture.completedFuture(done.get()) : mintReplacement(active, source);
    }

    /**
     * If this attempt fails, revokes a key that an earlier one left unfinished, instead of leaving it until the build
     * ends.
     */
    private CompletableFuture<T> revokeEarlier(Throwable why) {
        if (!(why instanceof KeyException) || !ports.isLoaded()) {
            return CompletableFuture.failedFuture(why);
        }
        return Futures.compose(caller, () -> {
            ports.ledgerOwner().require();
            Optional<KeyRecord> left = earlier()
                    .filter(earlier -> earlier.keyId() != null)
                    .filter(earlier -> earlier.state() == KeyState.CREATING
                            || earlier.state() == KeyState.ACTIVE && earlier.target() == null)
                    .filter(earlier -> !ports.stores().holdsKeyOf(earlier));
            return left.isEmpty()
                    ? CompletableFuture.failedFuture(why)
                    : engine.revocation()
                            .revoke(left.get(), KeyRecord::detached, wait)
                            .thenCompose(ended -> CompletableFuture.failedFuture(
                                    new KeyException(Reports.revokedUnused(ended, why))));
        });
    }

    /** The secret of the earlier key is lost, so that key is revoked and a new one is minted. */
    private CompletableFuture<T> mintReplacement(KeyRecord lost, Source source) {
        return engine.revocation().record(lost, KeyRecord::detached).thenCompose(recorded -> {
            engine.revocation().attempt(recorded);
            return Futures.compose(caller, () -> mint(source));
        });
    }

    private CompletableFuture<T> mint(Source source) throws KeyException {
        Optional<T> done = handOver.prepare();
        return done.isPresent() ? CompletableFuture.completedFuture(done.get()) : requestKey(source);
    }

    private CompletableFuture<T> requestKey(Source source) throws KeyException {
        Owner owner = ports.owners().of(request.origin());
        NewKeyRecord record = new NewKeyRecord(
                engine,
                KeyRecord.requested(
                                ports.newId(),
                                request.origin(),
                                handOver.owner(owner),
                                source.request().alias(),
                                source.request().uniqueAlias(),
                                handOver.target(),
                                handOver.replaces(),
                                source.admin().reference(),
                                source.account().name(),
                                ports.now())
                        .expiringAfter(handOver.expiresAfterDays())
                        .limitedTo(source.request().maxCost()),
                renamesBefore);
        Delivery<T> delivery = new Delivery<>(engine, caller, handOver, record, result, wait);
        return requester
                .save()
                .thenCompose(saved -> source.account().mint(wait, () -> delivery.post(source.admin())))
                .handle((key, error) -> error == null
                        ? delivery.deliver(key)
                        : delivery.handleFailure(Futures.cause(error), searched -> retryWithNewAlias(searched, source)))
                .thenCompose(outcome -> outcome);
    }

    /**
     * Tries again, but only with a unique alias, by which a key that the lost request may have created can be found.
     */
    private CompletableFuture<Optional<T>> retryWithNewAlias(KeyRecord searched, Source source) {
        if (!searched.uniqueAlias()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return source.account()
                .waitAfterLostResponses(source.lostResponses(), wait)
                .thenCompose(allowed -> allowed
                        ? Futures.compose(caller, () -> requestKey(source.renewed(ports.randomSuffix())))
                                .thenApply(Optional::of)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }
}
