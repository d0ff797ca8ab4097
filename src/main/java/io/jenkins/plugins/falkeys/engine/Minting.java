package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Makes one key: writes ahead, asks fal, hands over. What fails after fal answered takes the key back.
 *
 * @param <T> what the user gets
 */
final class Minting<T> {

    private static final Logger LOGGER = Logger.getLogger(Minting.class.getName());

    private final Work work;
    private final AdminAccess admin;
    private final HandOver<T> handOver;
    private final CompletableFuture<T> result;
    private final Entry entry;

    /**
     * @param result done when the user does not wait any more
     */
    Minting(Work work, KeyRequest request, AdminAccess admin, HandOver<T> handOver, CompletableFuture<T> result) {
        this.work = work;
        this.admin = admin;
        this.handOver = handOver;
        this.result = result;
        this.entry = new Entry(work.ports(), KeyRecord.of(request, handOver.target(), admin.reference(), work.now()));
    }

    CompletableFuture<T> start(Supplier<CompletableFuture<Void>> saved) {
        FalCalls.Patience patience =
                new FalCalls.Patience(work.now().plus(work.ports().settings().waitBudget()), result);
        return work.stage(this::writeAhead)
                .thenCompose(written -> saved.get()
                        .thenCompose(ignored -> work.calls().once(work.caller(), patience, this::post))
                        .handle((key, error) -> error == null ? deliver(key) : giveUp(FalCalls.cause(error)))
                        .thenCompose(way -> way));
    }

    private KeyRecord writeAhead() throws KeyException {
        stopIfAborted();
        handOver.checkAlone();
        entry.write((keyRecord, now) -> keyRecord);
        return entry.current();
    }

    private FalKey post() throws FalException, KeyException {
        entry.write(KeyRecord::sent);
        try {
            return work.ports().api().create(admin.key(), entry.current().alias());
        } catch (FalException e) {
            if (e.outcome() != FalException.Outcome.UNKNOWN) {
                entry.write(KeyRecord::notSent);
            }
            throw e;
        }
    }

    private CompletableFuture<T> deliver(FalKey key) {
        entry.note((keyRecord, now) -> keyRecord.answered(key.keyId(), now));
        return work.stage(() -> {
                    stopIfAborted();
                    entry.write((keyRecord, now) -> keyRecord);
                    T handedOver = handOver.handOver(key, entry);
                    if (!result.complete(handedOver)) {
                        throw new CancellationException();
                    }
                    return handedOver;
                })
                .exceptionallyCompose(thrown -> {
                    Throwable why = FalCalls.cause(thrown);
                    return takeBack(why)
                            .thenCompose(ended -> CompletableFuture.failedFuture(
                                    why instanceof KeyException
                                            ? new KeyException(Reports.takenBack(ended, why))
                                            : why));
                });
    }

    /** fal gave no key that can be used: the record says so before the user hears it. */
    private CompletableFuture<T> giveUp(Throwable why) {
        if (!(why instanceof FalException e) || e.outcome() != FalException.Outcome.UNKNOWN) {
            return work.stage(() -> {
                entry.forget();
                throw why instanceof FalException || why instanceof KeyException
                        ? new KeyException(Reports.notMade(entry.current().alias(), why))
                        : (Exception) why;
            });
        }
        if (e.keyId() == null) {
            return work.stage(() -> {
                throw Reports.unresolved(entry, e.getMessage());
            });
        }
        entry.note((keyRecord, now) -> keyRecord.answered(e.keyId(), now));
        return takeBack(e)
                .thenCompose(ended -> CompletableFuture.failedFuture(new KeyException(Reports.takenBack(ended, e))));
    }

    private CompletableFuture<KeyRecord> takeBack(Throwable why) {
        return work.stage(() -> {
                    handOver.takeBack(entry.current());
                    return null;
                })
                .exceptionally(error -> {
                    LOGGER.log(
                            Level.WARNING,
                            error,
                            () -> "Could not take back key " + entry.current().keyId());
                    return null;
                })
                .thenCompose(ignored -> work.deletions().end(entry.current().because(Reports.reason(why))));
    }

    private void stopIfAborted() {
        if (result.isDone()) {
            throw new CancellationException();
        }
    }
}
