package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.KeyInfo;
import java.util.concurrent.CompletableFuture;

/**
 * Deletes a key that only fal has. It goes on record first: like any other key, it is then deleted until fal confirms
 * it, and its record tells who asked for that.
 */
final class ForeignDeletion {

    private final Work work;
    private final Origin origin;
    private final String keyId;

    ForeignDeletion(Work work, Origin origin, String keyId) {
        this.work = work;
        this.origin = origin;
        this.keyId = keyId;
    }

    /**
     * Completes with what was done, in a sentence.
     *
     * @param adminCredentialsId ID of the credential with the admin key of the account; null for the configured one
     * @param context where that ID resolves; empty for the controller's own
     */
    CompletableFuture<String> start(@CheckForNull String adminCredentialsId, String context) {
        return work.stage(() -> admin(adminCredentialsId, context))
                .thenCompose(admin -> new UnrecordedKey(work, admin, ForeignDeletion::refusal)
                        .find(keyId)
                        .thenCompose(key -> work.stage(() -> record(admin, key))))
                .thenCompose(foreign -> work.deletions().retry(foreign))
                .thenCompose(ended -> work.stage(() -> {
                    Removal.requireDeleted(ended);
                    return Messages.Removal_deleted(ended.alias(), ended.keyId());
                }));
    }

    private AdminAccess admin(@CheckForNull String adminCredentialsId, String context) throws KeyException {
        return adminCredentialsId == null
                ? work.ports().adminKeys().serving(origin, null)
                : work.ports().adminKeys().recall(new AdminReference(adminCredentialsId, context, ""));
    }

    private KeyRecord record(AdminAccess admin, KeyInfo key) throws KeyException {
        Entry entry = new Entry(
                work.ports(),
                KeyRecord.adopted(origin, null, admin.reference(), key, work.now())
                        .endedBy(origin));
        entry.write((keyRecord, now) -> keyRecord.in(KeyState.DELETING, now));
        return entry.current();
    }

    private static KeyException refusal(String why) {
        return new KeyException(Messages.ForeignDeletion_refused(why));
    }
}
