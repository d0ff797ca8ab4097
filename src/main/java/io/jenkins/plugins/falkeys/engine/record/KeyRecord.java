package io.jenkins.plugins.falkeys.engine.record;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.engine.cost.KeyCost;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the ledger knows about one key, without its secret. A record is immutable: each method that names a change
 * returns a changed copy, which takes effect only once the ledger has written it.
 *
 * <p>Components that may be null are {@code Nullable}, not {@code CheckForNull}: a component cannot change between a
 * check and its use, but SpotBugs does not know that.
 *
 * @param id the record's own ID, which is also the name of its file
 * @param kind what the key is for
 * @param owner the item that the key belongs to; null for none
 * @param uniqueAlias whether the alias was generated, so that no other key has it
 * @param target the credential that holds the key, or should; null for none
 * @param account the account's name at fal; null as long as it is not known
 * @param keyId fal's ID of the key; null until fal has answered
 * @param writtenAt when the record was first written
 * @param sentAt when the request for the key was about to be sent; null if it was certainly not sent
 * @param createdAt when fal's response arrived; null before that
 * @param changedAt when the record was last written
 * @param attempts how often deleting the key has failed
 * @param lastError why the last attempt failed; null if none has
 * @param replaces the key that this one replaces in the credential; null for none
 * @param notBefore the earliest time at which the key may be deleted; null for at once
 * @param search what is known about a request whose response was lost; null if it was not
 * @param endedBy who requested the end of the key; null if nobody has
 * @param expiresAfterDays after how many days the key is deleted; null for never
 * @param cost what fal has reported about the key's cost; null as long as it has reported nothing
 * @param limit the key's cost limit; null for none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record KeyRecord(
        String id,
        @Nullable Kind kind,
        Origin origin,
        @Nullable Owner owner,
        String alias,
        boolean uniqueAlias,
        @Nullable Target target,
        AdminReference admin,
        @Nullable String account,
        @Nullable String keyId,
        KeyState state,
        Instant writtenAt,
        @Nullable Instant sentAt,
        @Nullable Instant createdAt,
        Instant changedAt,
        int attempts,
        @Nullable String lastError,
        @Nullable Replacement replaces,
        @Nullable Instant notBefore,
        @Nullable Search search,
        @Nullable Origin endedBy,
        @Nullable Integer expiresAfterDays,
        @Nullable KeyCost cost,
        @Nullable CostLimit limit) {

    /** What a key is for. */
    public enum Kind {
        /** It lives in a build, and ends with it. */
        BUILD,
        /** It lives in a credential. */
        STORED
    }

    /**
     * The replacement of an older key.
     *
     * @param recordId the record of the older key
     * @param graceMinutes how long the older key stays alive once the new one is in place
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Replacement(String recordId, int graceMinutes) {

        /** The grace period as a duration. */
        public Duration grace() {
            return Duration.ofMinutes(graceMinutes);
        }
    }

    /**
     * The search for a key that fal may have created.
     *
     * @param looks how often fal's list has been searched
     * @param candidates the keys that may be the one
     * @param problem why the last search failed; null if it succeeded
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Search(
            int looks, List<Candidate> candidates, @Nullable String problem) {

        static final Search NONE = new Search(0, List.of(), null);
    }

    /**
     * A key that may be the one for which the response was lost.
     *
     * @param createdAt when fal created it; null if fal does not say
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Candidate(String keyId, @Nullable Instant createdAt) {}

    /** A file may lack values that a record always has. */
    public KeyRecord {
        Stream.of(id, origin, alias, admin, state, writtenAt, changedAt).forEach(Objects::requireNonNull);
        if (kind == null) {
            kind = target == null ? Kind.BUILD : Kind.STORED;
        }
    }

    /** A key that is about to be requested. */
    public static KeyRecord requested(
            String id,
            Origin origin,
            @Nullable Owner owner,
            String alias,
            boolean uniqueAlias,
            @Nullable Target target,
            @Nullable Replacement replaces,
            AdminReference admin,
            @Nullable String account,
            Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(id, origin, alias, admin, KeyState.CREATING, now);
        draft.kind = target == null ? Kind.BUILD : Kind.STORED;
        draft.owner = owner;
        draft.uniqueAlias = uniqueAlias;
        draft.target = target;
        draft.replaces = replaces;
        draft.account = account;
        return draft.changed(now);
    }

    /** A key that was created elsewhere, or whose record was lost. */
    public static KeyRecord found(
            String id,
            Origin origin,
            @Nullable Owner owner,
            @Nullable Target target,
            AdminReference admin,
            @Nullable String account,
            KeyInfo key,
            KeyState state,
            Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(id, origin, key.alias(), admin, state, now);
        draft.kind = target == null ? Kind.BUILD : Kind.STORED;
        draft.owner = owner;
        draft.target = target;
        draft.account = account;
        draft.keyId = key.keyId();
        draft.createdAt = key.createdAt() == null ? now : key.createdAt();
        return draft.changed(now);
    }

    /**
     * Leaves out records whose cost would count twice. If a key was settled as gone and adopted later, it has several
     * records. Only the newest one counts, which has taken over the cost of the others.
     */
    public static List<KeyRecord> onePerKey(Collection<KeyRecord> records) {
        return List.copyOf(records.stream()
                .filter(keyRecord -> keyRecord.keyId != null)
                .collect(Collectors.toMap(
                        KeyRecord::keyId,
                        keyRecord -> keyRecord,
                        BinaryOperator.maxBy(Comparator.comparing(KeyRecord::writtenAt)),
                        LinkedHashMap::new))
                .values());
    }

    /** When the key is deleted together with its credential; null for never, and as long as it does not exist yet. */
    @Nullable
    public Instant expiresAt() {
        return expiresAfterDays == null || createdAt == null ? null : createdAt.plus(Duration.ofDays(expiresAfterDays));
    }

    /** The cost with which the key has reached its limit, if it is still in use; empty otherwise. */
    public Optional<CostLimit.Reached> overspent() {
        return state == KeyState.ACTIVE && cost != null && limit != null ? limit.reachedBy(cost) : Optional.empty();
    }

    /** A sentence for the build's log that says why the key was revoked; empty unless it had reached its cost limit. */
    public Optional<String> whyStopped() {
        return limit == null ? Optional.empty() : limit.sentence(alias);
    }

    /** Whether the key has expired, but is still in use. */
    public boolean isExpired(Instant now) {
        Instant end = expiresAt();
        return state == KeyState.ACTIVE && end != null && !end.isAfter(now);
    }

    /** The key that the record stands for, or else the candidates. */
    public List<Candidate> candidates() {
        if (keyId != null) {
            return List.of(new Candidate(keyId, createdAt));
        }
        return search == null ? List.of() : search.candidates();
    }

    /** Whether the record stands for this key, or has it as a candidate. */
    public boolean mayStandFor(String otherKeyId) {
        return candidates().stream().anyMatch(candidate -> candidate.keyId().equals(otherKeyId));
    }

    /** When the key was created, or else requested. */
    public Instant since() {
        return createdAt == null ? writtenAt : createdAt;
    }

    /** Whether fal may be creating the key at this moment. */
    public boolean isInFlight() {
        return state == KeyState.CREATING && sentAt != null && keyId == null;
    }

    /** The full names of all items that the record names, with an empty name for the root store. */
    public Set<String> itemNames() {
        Stream<String> named = Stream.of(
                        origin.job(),
                        owner == null ? "" : owner.name(),
                        admin.context(),
                        endedBy == null ? "" : endedBy.job())
                .filter(name -> !name.isEmpty());
        return Stream.concat(named, Stream.ofNullable(target).map(Target::store))
                .collect(Collectors.toSet());
    }

    /** The same key, whose request is about to be sent. */
    public KeyRecord sent(Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.sentAt = now;
        return draft.changed(now);
    }

    /** The same key, whose request certainly had no effect. */
    public KeyRecord notSent(Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.sentAt = null;
        return draft.changed(now);
    }

    /** The same key, now that fal has created it. */
    public KeyRecord answered(String newKeyId, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.keyId = newKeyId;
        draft.createdAt = now.truncatedTo(ChronoUnit.SECONDS);
        return draft.changed(now);
    }

    /**
     * The same key in another state. A deleted key has no error any more, unless {@link #settled} gives the reason for
     * its deletion.
     */
    public KeyRecord in(KeyState newState, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.state = newState;
        if (newState == KeyState.DELETED) {
            draft.lastError = null;
            draft.attempts = 0;
        }
        return draft.changed(now);
    }

    /** The same key, settled for this reason rather than because fal confirmed its deletion. */
    public KeyRecord settled(String reason, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(in(KeyState.DELETED, now));
        draft.lastError = reason;
        return draft.changed(now);
    }

    /** The same key with the reason why something failed. */
    public KeyRecord withError(String reason) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.lastError = reason;
        return draft.changed(changedAt);
    }

    /** The same key after an attempt to delete it failed. */
    public KeyRecord failed(String error, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.lastError = error;
        draft.attempts = attempts + 1;
        return draft.changed(now);
    }

    /** The same key, to be deleted at this time at the earliest. */
    public KeyRecord keptUntil(@Nullable Instant earliest) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.notBefore = earliest;
        return draft.changed(changedAt);
    }

    /** The same key, to be deleted at the end of its grace period, or when it expires if that is sooner. */
    public KeyRecord retiredAt(Instant graceEnds) {
        Instant end = expiresAt();
        return keptUntil(end != null && end.isBefore(graceEnds) ? end : graceEnds);
    }

    /**
     * The same key with a limited lifetime.
     *
     * @param days the lifetime in days; null for no limit
     */
    public KeyRecord expiringAfter(@Nullable Integer days) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.expiresAfterDays = days;
        return draft.changed(changedAt);
    }

    /** The same key without its credential, which belongs to another key or is to be kept. */
    public KeyRecord detached() {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.target = null;
        draft.replaces = null;
        return draft.changed(changedAt);
    }

    /** The same key after fal's list was searched once more. */
    public KeyRecord searched(List<Candidate> found, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.search = new Search((search == null ? Search.NONE : search).looks() + 1, found, null);
        return draft.changed(now);
    }

    /** The same key after a search of fal's list failed. */
    public KeyRecord searchFailed(String problem, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        Search before = search == null ? Search.NONE : search;
        draft.search = new Search(before.looks(), before.candidates(), problem);
        return draft.changed(now);
    }

    /** The same key, whose end was requested by somebody. */
    public KeyRecord endedBy(Origin who) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.endedBy = who;
        return draft.changed(changedAt);
    }

    /** The same key with the cost that fal reports. */
    public KeyRecord costing(KeyCost newCost) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.cost = newCost;
        return draft.changed(changedAt);
    }

    /**
     * The same key with a cost limit.
     *
     * @param amount null for no limit
     */
    public KeyRecord limitedTo(@Nullable BigDecimal amount) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.limit = amount == null ? null : new CostLimit(amount, null);
        return draft.changed(changedAt);
    }

    /** The same key, which is being revoked because this cost has reached the limit. */
    public KeyRecord reaching(CostLimit.Reached cost) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.limit = new CostLimit(limit.amount(), cost);
        return draft.changed(changedAt);
    }

    /** The same key, to be managed with another admin key. */
    public KeyRecord managedWith(AdminReference newAdmin, @Nullable String newAccount) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.admin = newAdmin;
        draft.account = newAccount == null ? account : newAccount;
        return draft.changed(changedAt);
    }

    /** A separate record for another key that the same request created. */
    public KeyRecord sibling(String newId, String otherKeyId, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.id = newId;
        draft.keyId = otherKeyId;
        draft.cost = null;
        return draft.changed(now);
    }

    /** The same key after an item was renamed or moved. */
    public KeyRecord renamed(String oldName, String newName) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.origin = origin.renamed(oldName, newName);
        draft.owner = owner == null ? null : owner.renamed(oldName, newName);
        draft.target = target == null ? null : target.renamed(oldName, newName);
        draft.admin = admin.renamed(oldName, newName);
        draft.endedBy = endedBy == null ? null : endedBy.renamed(oldName, newName);
        return draft.changed(changedAt);
    }

    /** The same key with another owner; null for none. */
    public KeyRecord ownedBy(@Nullable Owner newOwner) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.owner = newOwner;
        return draft.changed(changedAt);
    }
}
