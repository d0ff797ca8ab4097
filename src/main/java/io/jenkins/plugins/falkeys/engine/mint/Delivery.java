package io.jenkins.plugins.falkeys.engine.mint;

import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.StoppedException;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Reports;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The delivery of one key: writes ahead, asks fal, hands the key over, and revokes it if that fails.
 *
 * @param <T> the result for the user
 */
final class Delivery<T> {

    private final Engine engine;
    private final Executor caller;
    private final HandOver<T> handOver;
    private final NewKeyRecord record;
    private final CompletableFuture<T> result;
    private final Wait wait;

    Delivery(
            Engine engine,
            Executor caller,
            HandOver<T> handOver,
            NewKeyRecord record,
            CompletableFuture<T> result,
            Wait wait) {
        this.engine = engine;
        this.caller = caller;
        this.handOver = handOver;
        this.record = record;
        this.result = result;
        this.wait = wait;
    }

    /** Asks fal once. If certainly no key was minted, the record says so. */
    CompletableFuture<FalKey> post(AdminAccess admin) {
        return Futures.compose(caller, () -> {
                    stopIfAborted();
                    engine.ports().ledgerOwner().require();
                    record.writeAhead();
                    return engine.ports()
                            .fal()
                            .create(admin.key(), record.current().alias());
                })
                .exceptionallyCompose(thrown -> {
                    Throwable why = Futures.cause(thrown);
                    boolean notMinted = why instanceof FalException e && e.outcome() != FalException.Outcome.UNKNOWN;
                    return notMinted
                            ? Futures.run(caller, () -> record.change(KeyRecord::notSent))
                                    .thenCompose(written -> CompletableFuture.failedFuture(why))
                            : CompletableFuture.failedFuture(why);
                });
    }

    CompletableFuture<T> deliver(FalKey key) {
        return Futures.run(caller, () -> {
                    stopIfAborted();
                    T handedOver = handOver.handOver(key, record);
                    if (!result.complete(handedOver)) {
                        throw new CancellationException();
                    }
                    engine.ports().meters().minted();
                    return handedOver;
                })
                .exceptionallyCompose(thrown -> rollBack(key.keyId(), Futures.cause(thrown)));
    }

    private CompletableFuture<T> rollBack(String keyId, Throwable why) {
        KeyRecord minted = answered(record.current(), keyId).withError(Reports.reason(why));
        return Futures.run(caller, () -> handOver.rollBack(minted))
                .thenCompose(toRevoke -> toRevoke.isEmpty()
                        ? CompletableFuture.completedFuture(Reports.keptInCredential(minted, why))
                        : engine.revocation()
                                .revoke(toRevoke.get(), current -> ending(current, toRevoke.get()), wait)
                                .thenApply(ended -> Reports.revokedUnused(ended, why)))
                .thenCompose(report ->
                        CompletableFuture.failedFuture(why instanceof KeyException ? new KeyException(report) : why));
    }

    private KeyRecord answered(KeyRecord current, String keyId) {
        return keyId.equals(current.keyId())
                ? current
                : current.answered(keyId, engine.ports().now());
    }

    /** The current record, with what is known about the key being revoked. */
    private KeyRecord ending(KeyRecord current, KeyRecord toRevoke) {
        KeyRecord ending = answered(current, toRevoke.keyId()).withError(toRevoke.lastError());
        return toRevoke.target() == null ? ending.detached() : ending;
    }

    /**
     * Called if fal gave no usable key. The record says so before the user is told.
     *
     * @param again tries once more after fal's response was lost; empty if that is not possible
     */
    CompletableFuture<T> handleFailure(Throwable why, Function<KeyRecord, CompletableFuture<Optional<T>>> again) {
        if (!(why instanceof FalException e) || e.outcome() != FalException.Outcome.UNKNOWN) {
            return Futures.run(caller, () -> {
                if (!(why instanceof StoppedException)) {
                    record.forget();
                }
                throw why instanceof FalException || why instanceof KeyException
                        ? new KeyException(Reports.notMade(record.current().alias(), why))
                        : why instanceof Exception other ? other : new IllegalStateException(why);
            });
        }
        String keyId = e.keyId();
        if (keyId != null) {
            return rollBack(keyId, new KeyException(e.getMessage()));
        }
        return Futures.run(caller, () -> record.change((current, now) -> current.withError(e.getMessage())))
                .thenCompose(lost -> engine.lostResponses().search(lost.id(), wait))
                .thenCompose(searched -> again.apply(searched)
                        .thenCompose(minted -> minted.isPresent()
                                ? CompletableFuture.completedFuture(minted.get())
                                : CompletableFuture.failedFuture(
                                        result.isDone()
                                                ? new CancellationException()
                                                : new KeyException(Reports.lost(searched, e.getMessage())))));
    }

    private void stopIfAborted() {
        if (result.isDone()) {
            throw new CancellationException();
        }
    }
}
