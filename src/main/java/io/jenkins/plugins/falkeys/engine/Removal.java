package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Deletes a key because a build or a person asks for it. */
final class Removal {

    private final Work work;
    private final DeleteRequest request;

    Removal(Work work, DeleteRequest request) {
        this.work = work;
        this.request = request;
    }

    /** Completes with what was done, in a sentence for a log. */
    CompletableFuture<String> start() {
        CompletableFuture<String> result = new CompletableFuture<>();
        FalCalls.passOn(run(), result);
        return result;
    }

    private CompletableFuture<String> run() {
        return work.stage(this::find).thenCompose(found -> {
            Supplier<CompletableFuture<String>> way =
                    () -> work.stage(this::delete).thenCompose(deleted -> deleted);
            return found.target() == null ? way.get() : work.locks().with(found.target(), way);
        });
    }

    private KeyRecord find() throws KeyException {
        KeyRecord found =
                request.recordId() == null ? named() : work.own().ofRecord(request.origin(), request.recordId());
        if (found.state() == KeyState.CREATING) {
            throw OwnKeys.noSuchKey(request.origin(), Messages.Removal_beingMade());
        }
        if (found.keyId() == null) {
            throw OwnKeys.noSuchKey(request.origin(), Messages.Removal_uncertain(found.alias()));
        }
        return found;
    }

    private KeyRecord named() throws KeyException {
        if ((request.keyId() == null) == (request.credentialsId() == null)) {
            throw new KeyException(Messages.Removal_oneName());
        }
        return request.keyId() == null ? byCredential() : work.own().withId(request.origin(), request.keyId());
    }

    /** The key that the credential holds, else the newest one that was put there. */
    private KeyRecord byCredential() throws KeyException {
        OwnKeys own = work.own();
        List<KeyRecord> keys = own
                .inCredentials(
                        request.origin(), target -> target.credentialsId().equals(request.credentialsId()))
                .stream()
                .filter(keyRecord -> keyRecord.keyId() != null)
                .toList();
        return keys.stream()
                .filter(own::isHeld)
                .findFirst()
                .or(() -> keys.stream().findFirst())
                .orElseThrow(() ->
                        OwnKeys.noSuchKey(request.origin(), Messages.RotateRequest_inAny(request.credentialsId())));
    }

    private CompletableFuture<String> delete() throws KeyException {
        KeyRecord found = find();
        if (found.state() == KeyState.DELETED) {
            return CompletableFuture.completedFuture(Messages.Removal_already(found.alias(), found.keyId()));
        }
        boolean held = work.own().isHeld(found);
        if (held) {
            work.ports().access().requireMayDelete(request.origin(), found.target());
        }
        boolean withCredential = held && request.removeCredential();
        KeyRecord ending = request.removeCredential() ? found : found.detached();
        return work.deletions()
                .end(ending.after(null).endedBy(request.origin()))
                .thenCompose(ended -> work.stage(() -> report(found, ended, withCredential)));
    }

    private String report(KeyRecord found, KeyRecord ended, boolean withCredential) throws KeyException {
        requireDeleted(ended);
        if (!withCredential) {
            return Messages.Removal_deleted(found.alias(), found.keyId());
        }
        String credential = found.target().describe();
        if (work.ports().stores().holds(found.target(), found.keyId())) {
            throw new KeyException(Messages.Removal_credentialStays(found.alias(), found.keyId(), credential));
        }
        return Messages.Removal_deletedWithCredential(found.alias(), found.keyId(), credential);
    }

    /**
     * Checks that fal confirmed the end of a key.
     *
     * @throws KeyException when it did not
     */
    static void requireDeleted(KeyRecord ended) throws KeyException {
        if (ended.state() != KeyState.DELETED) {
            throw new KeyException(Messages.Removal_toBeDeleted(ended.alias(), ended.keyId(), Reports.fate(ended)));
        }
    }
}
