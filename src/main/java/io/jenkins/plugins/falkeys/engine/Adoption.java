package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.api.KeyList;
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
        work.ports().stores().requireMayUpdate(origin, target);
        return work.ports().adminKeys().serving(origin, adminCredentialsId);
    }

    private CompletableFuture<KeyRecord> adopt(AdminAccess admin) {
        return work.list(admin)
                .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(
                        refusal("fal's list could not be read: " + Reports.reason(FalCalls.cause(thrown)))))
                .thenCompose(list -> work.stage(() -> record(admin, list)));
    }

    private KeyRecord record(AdminAccess admin, KeyList list) throws KeyException {
        String keyId = work.ports().stores().keyId(target);
        if (keyId == null) {
            throw refusal("there is no Secret text with a key of fal in it, which has a colon in the middle");
        }
        if (keyId.equals(admin.reference().keyId()) || isKnownAsAdminKey(keyId)) {
            throw refusal("it holds an admin key, which is never rotated or deleted");
        }
        if (work.ports().ledger().all().stream()
                .anyMatch(keyRecord -> keyRecord.state() != KeyState.DELETED && keyId.equals(keyRecord.keyId()))) {
            throw refusal("its key " + keyId + " is on record already");
        }
        KeyInfo key = list.keys().stream()
                .filter(listed -> listed.keyId().equals(keyId))
                .findFirst()
                .orElseThrow(() -> refusal("fal does not list its key " + keyId + " for the admin key '"
                        + admin.reference().credentialsId() + "'"));
        Entry entry = new Entry(work.ports(), KeyRecord.adopted(origin, target, admin.reference(), key, work.now()));
        entry.write((keyRecord, now) -> keyRecord);
        return entry.current();
    }

    private boolean isKnownAsAdminKey(String keyId) {
        return work.ports().ledger().all().stream()
                .anyMatch(keyRecord -> keyId.equals(keyRecord.admin().keyId()));
    }

    private KeyException refusal(String why) {
        return new KeyException("The credential " + target.describe() + " was not adopted: " + why
                + (why.matches(".*[.\\])]") ? "" : "."));
    }
}
