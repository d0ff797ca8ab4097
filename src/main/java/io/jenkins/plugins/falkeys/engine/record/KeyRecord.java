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
 * What the ledger keeps of one key. There is no secret in it. A record never changes: each method that names a change
 * returns a changed copy, which counts only once the ledger has written it.
 *
 * <p>What may be null is {@code Nullable}, not {@code CheckForNull}: a component does not change between a check and its
 * use, which SpotBugs does not see.
 *
 * @param id the record's own ID, which names its file
 * @param kind what the key is for
 * @param owner the item that the key belongs to; null for none
 * @param uniqueAlias whether the alias was generated so that no other key has it
 * @param target the credential that goes with the key; null for none
 * @param account the name of the fal account, as fal gives it; null while it is not known
 * @param keyId fal's ID of the key; null until fal answered
 * @param writtenAt when the record was first written
 * @param sentAt when the request for the key was about to be sent; null while it surely was not
 * @param createdAt when fal's answer came; null before
 * @param changedAt when the record was last written
 * @param attempts how often a deletion has failed
 * @param lastError why the last attempt failed; null when none did
 * @param replaces the key whose place this one takes in the credential; null for none
 * @param notBefore when the key may be deleted at the earliest; null for at once
 * @param search what is known of a request whose answer was lost; null unless it was
 * @param endedBy who asked for its end; null unless somebody did
 * @param expiresAfterDays how many days after it was made the key is deleted; null for never
 * @param cost what fal reported that the key cost; null while it reported nothing
 * @param limit what the key may cost; null for any amount
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
     * A rotation.
     *
     * @param recordId the record of the key that goes
     * @param graceMinutes how long that key stays alive when the new one is in its place
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Replacement(String recordId, int graceMinutes) {

        /** The same as a duration. */
        public Duration grace() {
            return Duration.ofMinutes(graceMinutes);
        }
    }

    /**
     * The search for a key that fal may have made.
     *
     * @param looks how often fal's list was searched
     * @param candidates the keys that may be the one
     * @param problem why the last attempt to search did not get through; null when it did
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Search(
            int looks, List<Candidate> candidates, @Nullable String problem) {

        static final Search NONE = new Search(0, List.of(), null);
    }

    /**
     * A key that may be the one whose answer was lost.
     *
     * @param createdAt when fal made it; null when fal did not say
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Candidate(String keyId, @Nullable Instant createdAt) {}

    /** A file may lack what a record never does. */
    public KeyRecord {
        Stream.of(id, origin, alias, admin, state, writtenAt, changedAt).forEach(Objects::requireNonNull);
        if (kind == null) {
            kind = target == null ? Kind.BUILD : Kind.STORED;
        }
    }

    /** A key that is to be asked for. */
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

    /** A key that was made elsewhere, or whose record was lost. */
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
     * Leaves out what would count twice: of the records of one key only the newest counts, which took over what the key
     * had cost. There are several when a key was settled as gone, and adopted later.
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

    /** When the key is deleted with its credential; null for never, and while it is not made. */
    @Nullable
    public Instant expiresAt() {
        return expiresAfterDays == null || createdAt == null ? null : createdAt.plus(Duration.ofDays(expiresAfterDays));
    }

    /** What the key has cost if it is in use and that is as much as it may cost; else empty. */
    public Optional<CostLimit.Reached> overspent() {
        return state == KeyState.ACTIVE && cost != null && limit != null ? limit.reachedBy(cost) : Optional.empty();
    }

    /**
     * Why the key was revoked, in a sentence for the log of its build; empty unless it was because it had cost as much as
     * it may.
     */
    public Optional<String> whyStopped() {
        return limit == null ? Optional.empty() : limit.sentence(alias, keyId);
    }

    /** Whether the key is in use for longer than it was meant to be. */
    public boolean isExpired(Instant now) {
        Instant end = expiresAt();
        return state == KeyState.ACTIVE && end != null && !end.isAfter(now);
    }

    /** The key that it stands for, or else those that it may stand for. */
    public List<Candidate> candidates() {
        if (keyId != null) {
            return List.of(new Candidate(keyId, createdAt));
        }
        return search == null ? List.of() : search.candidates();
    }

    /** Whether it stands for this key, or may. */
    public boolean mayBe(String otherKeyId) {
        return candidates().stream().anyMatch(candidate -> candidate.keyId().equals(otherKeyId));
    }

    /** When the key was made, or asked for. */
    public Instant since() {
        return createdAt == null ? writtenAt : createdAt;
    }

    /** Whether fal may be making the key at this moment. */
    public boolean isInFlight() {
        return state == KeyState.CREATING && sentAt != null && keyId == null;
    }

    /**
     * Whether the key is gone for so long that its record need not be kept.
     *
     * @param buildKeyMemory how long records of keys that lived in a build are kept
     * @param storedKeyMemory the same for those of keys that were stored
     */
    public boolean isForgettable(Duration buildKeyMemory, Duration storedKeyMemory, Instant now) {
        Duration memory = kind == Kind.BUILD ? buildKeyMemory : storedKeyMemory;
        return state == KeyState.DELETED && changedAt.plus(memory).isBefore(now);
    }

    /** The full names of all items that it names; empty for the root store. */
    public Set<String> items() {
        Stream<String> named = Stream.of(
                        origin.job(),
                        owner == null ? "" : owner.name(),
                        admin.context(),
                        endedBy == null ? "" : endedBy.job())
                .filter(name -> !name.isEmpty());
        return Stream.concat(named, Stream.ofNullable(target).map(Target::store))
                .collect(Collectors.toSet());
    }

    public KeyRecord sent(Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.sentAt = now;
        return draft.changed(now);
    }

    public KeyRecord notSent(Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.sentAt = null;
        return draft.changed(now);
    }

    public KeyRecord answered(String newKeyId, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.keyId = newKeyId;
        draft.createdAt = now.truncatedTo(ChronoUnit.SECONDS);
        return draft.changed(now);
    }

    /** A key that is gone for good has no errors any more, unless {@link #settled} says why it is. */
    public KeyRecord in(KeyState newState, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.state = newState;
        if (newState == KeyState.DELETED) {
            draft.lastError = null;
            draft.attempts = 0;
        }
        return draft.changed(now);
    }

    /** Gone for good, for this reason and not because fal confirmed it. */
    public KeyRecord settled(String reason, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(in(KeyState.DELETED, now));
        draft.lastError = reason;
        return draft.changed(now);
    }

    public KeyRecord because(String reason) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.lastError = reason;
        return draft.changed(changedAt);
    }

    public KeyRecord failed(String error, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.lastError = error;
        draft.attempts = attempts + 1;
        return draft.changed(now);
    }

    /** The same key, to be deleted no sooner than then. */
    public KeyRecord after(@Nullable Instant earliest) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.notBefore = earliest;
        return draft.changed(changedAt);
    }

    /** The same key, to be deleted then, or when it expires if that is sooner. */
    public KeyRecord retiredAt(Instant graceEnds) {
        Instant end = expiresAt();
        return after(end != null && end.isBefore(graceEnds) ? end : graceEnds);
    }

    /**
     * The same key, which expires by itself.
     *
     * @param days after it is made; null for never
     */
    public KeyRecord expiringAfter(@Nullable Integer days) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.expiresAfterDays = days;
        return draft.changed(changedAt);
    }

    /** The same key without its credential, which is another key's, or shall stay. */
    public KeyRecord detached() {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.target = null;
        draft.replaces = null;
        return draft.changed(changedAt);
    }

    /** The same key, of whose request fal's list was searched once more. */
    public KeyRecord searched(List<Candidate> found, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.search = new Search((search == null ? Search.NONE : search).looks() + 1, found, null);
        return draft.changed(now);
    }

    /** The same key, of whose request fal's list could not be searched. */
    public KeyRecord notSearched(String problem, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        Search before = search == null ? Search.NONE : search;
        draft.search = new Search(before.looks(), before.candidates(), problem);
        return draft.changed(now);
    }

    /** The same key, whose end somebody asked for. */
    public KeyRecord endedBy(Origin who) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.endedBy = who;
        return draft.changed(changedAt);
    }

    /** The same key, of which fal reports this. */
    public KeyRecord costing(KeyCost newCost) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.cost = newCost;
        return draft.changed(changedAt);
    }

    /**
     * The same key, which is revoked when it has cost that much.
     *
     * @param amount null for no limit
     */
    public KeyRecord limitedTo(@Nullable BigDecimal amount) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.limit = amount == null ? null : new CostLimit(amount, null);
        return draft.changed(changedAt);
    }

    /** The same key, which is being revoked because it has cost that much. */
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

    /** One more record for the same request, of another key that it made. */
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

    /** The same key, which belongs to another item; null for none. */
    public KeyRecord ownedBy(@Nullable Owner newOwner) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.owner = newOwner;
        return draft.changed(changedAt);
    }
}
