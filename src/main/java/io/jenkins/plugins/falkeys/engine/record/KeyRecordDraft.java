package io.jenkins.plugins.falkeys.engine.record;

import edu.umd.cs.findbugs.annotations.Nullable;
import java.time.Instant;

/** A record that is being changed. */
public final class KeyRecordDraft {

    private final KeyRecord old;
    String id;
    Origin origin;
    Target target;
    AdminReference admin;
    String keyId;
    KeyState state;
    Instant sentAt;
    Instant createdAt;
    int attempts;
    String lastError;
    KeyRecord.Replacement replaces;
    Instant notBefore;
    KeyRecord.Search search;
    Origin endedBy;

    KeyRecordDraft(KeyRecord old) {
        this.old = old;
        id = old.id();
        origin = old.origin();
        target = old.target();
        admin = old.admin();
        keyId = old.keyId();
        state = old.state();
        sentAt = old.sentAt();
        createdAt = old.createdAt();
        attempts = old.attempts();
        lastError = old.lastError();
        replaces = old.replaces();
        notBefore = old.notBefore();
        search = old.search();
        endedBy = old.endedBy();
    }

    public KeyRecordDraft sentAt(@Nullable Instant time) {
        sentAt = time;
        return this;
    }

    public KeyRecord changed(Instant now) {
        return new KeyRecord(
                id,
                origin,
                old.alias(),
                old.uniqueAlias(),
                target,
                admin,
                keyId,
                state,
                old.writtenAt(),
                sentAt,
                createdAt,
                now,
                attempts,
                lastError,
                replaces,
                notBefore,
                search,
                endedBy);
    }
}
