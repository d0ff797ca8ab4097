package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.KeyInfo;
import java.util.concurrent.CompletableFuture;

/** Takes a key that was made elsewhere into the ledger: from then on it is rotated and deleted like any other. */
final class Adoption {

    private final Work work;
    private final Origin origin;
    private final Target target;
    private final String adminCredentialsId;

    /**
     * @param target the Secret text credential that holds the key
     * @param adminCredentialsId ID of the admin key's credential; null for the configured one
     */
    Adoption(Work work, Origin origin, Target target, @CheckForNull String adminCredentialsId) {
        this.work = work;
        this.origin = origin;
        this.target = target;
        this.adminCredentialsId = adminCredentialsId;
    }

    CompletableFuture<KeyRecord> start() {
        return work.locks().with(target, () -> work.stage(this::admin).thenCompose(this::adopt));
    }

    private AdminAccess admin() throws KeyException {
        work.ports().access().requireMayUpdate(origin, target);
        return work.ports().adminKeys().serving(origin, adminCredentialsId);
    }

    private CompletableFuture<KeyRecord> adopt(AdminAccess admin) {
        return work.stage(this::keyId)
                .thenCompose(new UnrecordedKey(work, admin, this::refusal)::find)
                .thenCompose(key -> work.stage(() -> record(admin, key)));
    }

    private String keyId() throws KeyException {
        String keyId = work.ports().stores().keyId(target);
        if (keyId == null) {
            throw refusal(Messages.Adoption_noKey());
        }
        return keyId;
    }

    private KeyRecord record(AdminAccess admin, KeyInfo key) throws KeyException {
        Entry entry = new Entry(work.ports(), KeyRecord.adopted(origin, target, admin.reference(), key, work.now()));
        entry.write((keyRecord, now) -> keyRecord);
        return entry.current();
    }

    private KeyException refusal(String why) {
        return new KeyException(Messages.Adoption_refused(target.describe(), why));
    }
}
