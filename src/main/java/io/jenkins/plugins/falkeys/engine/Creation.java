package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.AdminKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Target;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Answers one request for a key: checks it, settles what an earlier attempt at the same place left, or else mints.
 *
 * @param <T> what the user gets
 */
final class Creation<T> {

    private final Work work;
    private final KeyRequest request;
    private final HandOver<T> handOver;
    private final Supplier<CompletableFuture<Void>> saved;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    Creation(Work work, KeyRequest request, HandOver<T> handOver, Supplier<CompletableFuture<Void>> saved) {
        this.work = work;
        this.request = request;
        this.handOver = handOver;
        this.saved = saved;
    }

    /** The result completes when the user has what they asked for, or an abort; {@link Started#end} when all is done. */
    Started<T> start() {
        CompletableFuture<T> end = work.stage(this::check).thenCompose(this::alone);
        FalCalls.passOn(end, result);
        return new Started<>(result, end);
    }

    /** A request that is being answered. */
    record Started<T>(CompletableFuture<T> result, CompletableFuture<T> end) {}

    private AdminAccess check() throws KeyException {
        try {
            work.ports().settings().aliasPrefix(request.origin()).checkAlias(request.alias());
        } catch (IllegalArgumentException e) {
            throw new KeyException(Messages.KeyException_notMade(e.getMessage()));
        }
        AdminAccess admin = admin();
        handOver.check();
        return admin;
    }

    private AdminAccess admin() throws KeyException {
        AdminKeys adminKeys = work.ports().adminKeys();
        if (request.admin() == null) {
            return adminKeys.serving(request.origin(), request.adminCredentialsId());
        }
        try {
            return adminKeys.recall(request.admin());
        } catch (KeyException e) {
            throw new KeyException(Reports.notMade(request.alias(), e) + ".");
        }
    }

    private CompletableFuture<T> alone(AdminAccess admin) {
        Target target = handOver.target();
        Supplier<CompletableFuture<T>> way =
                () -> work.stage(() -> settle(admin)).thenCompose(settled -> settled);
        return target == null ? way.get() : work.locks().with(target, way);
    }

    private CompletableFuture<T> settle(AdminAccess admin) throws KeyException {
        Optional<KeyRecord> earlier = work.ports().ledger().latest(request.origin());
        if (earlier.isEmpty()) {
            return mint(admin);
        }
        Entry entry = new Entry(work.ports(), earlier.get());
        switch (entry.current().state()) {
            case CREATING -> {
                if (entry.current().sentAt() == null) {
                    entry.forget();
                    return mint(admin);
                }
                if (entry.current().keyId() == null) {
                    return mintOnceReconciled(entry.current(), admin);
                }
                if (!work.deletions().isStored(entry.current())) {
                    return mintInPlaceOf(entry.current(), admin);
                }
                entry.write((keyRecord, now) -> keyRecord.in(KeyState.ACTIVE, now));
                work.deletions().retireWhatItReplaced(entry.current());
            }
            case ACTIVE -> {}
            default -> throw new KeyException(Reports.settledAsFailed(entry.current()));
        }
        Optional<T> done = handOver.handedOver(entry.current());
        return done.isPresent() ? CompletableFuture.completedFuture(done.get()) : mintInPlaceOf(entry.current(), admin);
    }

    /** The answer is lost; what fal may have made is looked for before anything is asked again. */
    private CompletableFuture<T> mintOnceReconciled(KeyRecord lost, AdminAccess admin) {
        return work.reconciliation()
                .look(lost)
                .thenCompose(looked -> work.stage(() -> {
                            if (!looked.uniqueAlias()) {
                                throw new KeyException(Reports.lost(looked, Messages.Reports_stoppedWhileAsking()));
                            }
                            return mint(admin);
                        })
                        .thenCompose(minted -> minted));
    }

    /** The secret of the earlier key is lost, so that key goes and a new one comes. */
    private CompletableFuture<T> mintInPlaceOf(KeyRecord lost, AdminAccess admin) {
        return work.deletions()
                .end(lost.detached())
                .thenCompose(ended -> work.stage(() -> mint(admin)).thenCompose(minted -> minted));
    }

    private CompletableFuture<T> mint(AdminAccess admin) throws KeyException {
        Optional<T> existing = handOver.existing();
        return existing.isPresent()
                ? CompletableFuture.completedFuture(existing.get())
                : new Minting<>(work, request, admin, handOver, result).start(saved);
    }
}
