package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.record.KeyState;

import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.api.KeyList;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Finds a key in fal's list that no record has, and that may be taken on record. */
final class UnrecordedKey {

    private final Work work;
    private final AdminAccess admin;
    private final Function<String, KeyException> refusal;

    /**
     * @param refusal says what was not done, for the reason that it is given
     */
    UnrecordedKey(Work work, AdminAccess admin, Function<String, KeyException> refusal) {
        this.work = work;
        this.admin = admin;
        this.refusal = refusal;
    }

    /** The key of this ID; fails when fal does not list it, or it is an admin key, or on record already. */
    CompletableFuture<KeyInfo> find(String keyId) {
        return work.list(admin)
                .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(
                        refusal.apply(Messages.UnrecordedKey_unreadable(Reports.reason(FalCalls.cause(thrown))))))
                .thenCompose(list -> work.stage(() -> find(keyId, list)));
    }

    private KeyInfo find(String keyId, KeyList list) throws KeyException {
        if (keyId.equals(admin.reference().keyId()) || isKnownAsAdminKey(keyId)) {
            throw refusal.apply(Messages.UnrecordedKey_adminKey(keyId));
        }
        if (work.ports().ledger().all().stream()
                .anyMatch(keyRecord -> keyRecord.state() != KeyState.DELETED && keyRecord.mayBe(keyId))) {
            throw refusal.apply(Messages.UnrecordedKey_recorded(keyId));
        }
        return list.keys().stream()
                .filter(listed -> listed.keyId().equals(keyId))
                .findFirst()
                .orElseThrow(() -> refusal.apply(Messages.UnrecordedKey_notListed(
                        keyId, admin.reference().credentialsId())));
    }

    private boolean isKnownAsAdminKey(String keyId) {
        return work.ports().ledger().all().stream()
                .anyMatch(keyRecord -> keyId.equals(keyRecord.admin().keyId()));
    }
}
