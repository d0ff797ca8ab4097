package io.jenkins.plugins.falkeys.engine.record;

import io.jenkins.plugins.falkeys.engine.cost.KeyCost;
import java.time.Instant;

/** A mutable copy of a record, from which a new or changed record is built. */
final class KeyRecordDraft {

    private final Instant writtenAt;
    String id;
    KeyRecord.Kind kind;
    Origin origin;
    Owner owner;
    final String alias;
    boolean uniqueAlias;
    Target target;
    AdminReference admin;
    String account;
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
    Integer expiresAfterDays;
    KeyCost cost;
    CostLimit limit;

    KeyRecordDraft(String id, Origin origin, String alias, AdminReference admin, KeyState state, Instant writtenAt) {
        this.id = id;
        this.origin = origin;
        this.alias = alias;
        this.admin = admin;
        this.state = state;
        this.writtenAt = writtenAt;
    }

    KeyRecordDraft(KeyRecord old) {
        this(old.id(), old.origin(), old.alias(), old.admin(), old.state(), old.writtenAt());
        kind = old.kind();
        owner = old.owner();
        uniqueAlias = old.uniqueAlias();
        target = old.target();
        account = old.account();
        keyId = old.keyId();
        sentAt = old.sentAt();
        createdAt = old.createdAt();
        attempts = old.attempts();
        lastError = old.lastError();
        replaces = old.replaces();
        notBefore = old.notBefore();
        search = old.search();
        endedBy = old.endedBy();
        expiresAfterDays = old.expiresAfterDays();
        cost = old.cost();
        limit = old.limit();
    }

    KeyRecord changed(Instant now) {
        return new KeyRecord(
                id,
                kind,
                origin,
                owner,
                alias,
                uniqueAlias,
                target,
                admin,
                account,
                keyId,
                state,
                writtenAt,
                sentAt,
                createdAt,
                now,
                attempts,
                lastError,
                replaces,
                notBefore,
                search,
                endedBy,
                expiresAfterDays,
                cost,
                limit);
    }
}
