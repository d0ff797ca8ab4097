package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;

import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Makes one key: writes ahead, asks fal, hands over. What fails after fal answered takes the key back; where the answer
 * was lost, a unique alias allows another attempt under another alias.
 *
 * @param <T> what the user gets
 */
final class Minting<T> {

    private final Work work;
    private final KeyRequest request;
    private final AdminAccess admin;
    private final HandOver<T> handOver;
    private final CompletableFuture<T> result;
    private final FalCalls.Patience patience;
    private final int lostAnswers;
    private final Entry entry;

    /**
     * @param result done when the user does not wait any more
     */
    Minting(Work work, KeyRequest request, AdminAccess admin, HandOver<T> handOver, CompletableFuture<T> result) {
        this(
                work,
                request,
                admin,
                handOver,
                result,
                new FalCalls.Patience(work.now().plus(work.ports().settings().waitBudget()), result),
                0);
    }

    private Minting(
            Work work,
            KeyRequest request,
            AdminAccess admin,
            HandOver<T> handOver,
            CompletableFuture<T> result,
            FalCalls.Patience patience,
            int lostAnswers) {
        this.work = work;
        this.request = request;
        this.admin = admin;
        this.handOver = handOver;
        this.result = result;
        this.patience = patience;
        this.lostAnswers = lostAnswers;
        this.entry = new Entry(
                work.ports(),
                KeyRecord.of(request, handOver.target(), handOver.replaces(), admin.reference(), work.now()));
    }

    CompletableFuture<T> start(Supplier<CompletableFuture<Void>> saved) {
        return work.stage(this::writeAhead)
                .thenCompose(written -> saved.get()
                        .thenCompose(ignored -> work.calls().once(work.caller(), patience, this::post))
                        .handle((key, error) -> error == null ? deliver(key) : withoutKey(FalCalls.cause(error), saved))
                        .thenCompose(way -> way));
    }

    private KeyRecord writeAhead() throws KeyException {
        stopIfAborted();
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
                .exceptionallyCompose(thrown -> takeBack(FalCalls.cause(thrown)));
    }

    private CompletableFuture<T> takeBack(Throwable why) {
        return work.stage(() -> handOver.takeBack(entry.current().because(Reports.reason(why))))
                .thenCompose(
                        back -> back.map(record -> work.deletions().end(record).thenApply(Optional::of))
                                .orElse(CompletableFuture.completedFuture(Optional.empty())))
                .thenCompose(ended -> CompletableFuture.failedFuture(
                        why instanceof KeyException
                                ? new KeyException(ended.map(record -> Reports.takenBack(record, why))
                                        .orElse(Reports.stays(entry.current(), why)))
                                : why));
    }

    /** fal gave no key that can be used: the record says so before the user hears it. */
    private CompletableFuture<T> withoutKey(Throwable why, Supplier<CompletableFuture<Void>> saved) {
        if (!(why instanceof FalException e) || e.outcome() != FalException.Outcome.UNKNOWN) {
            return work.stage(() -> {
                entry.forget();
                throw why instanceof FalException || why instanceof KeyException
                        ? new KeyException(Reports.notMade(entry.current().alias(), why))
                        : (Exception) why;
            });
        }
        if (e.keyId() != null) {
            entry.note((keyRecord, now) -> keyRecord.answered(e.keyId(), now));
            return takeBack(new KeyException(e.getMessage()));
        }
        return work.reconciliation()
                .look(entry.current().because(e.getMessage()))
                .thenCompose(looked -> again(looked, e, saved));
    }

    /** Only a key of a unique alias can be asked for again: whatever comes of the lost request is found by its alias. */
    private CompletableFuture<T> again(KeyRecord looked, FalException why, Supplier<CompletableFuture<Void>> saved) {
        CompletableFuture<Boolean> may = looked.uniqueAlias()
                ? work.calls().waitAfter(lostAnswers, patience)
                : CompletableFuture.completedFuture(false);
        return may.thenCompose(another -> another
                ? new Minting<>(work, request.renewed(), admin, handOver, result, patience, lostAnswers + 1)
                        .start(saved)
                : CompletableFuture.failedFuture(
                        result.isDone()
                                ? new CancellationException()
                                : new KeyException(Reports.lost(looked, why.getMessage()))));
    }

    private void stopIfAborted() {
        if (result.isDone()) {
            throw new CancellationException();
        }
    }
}
