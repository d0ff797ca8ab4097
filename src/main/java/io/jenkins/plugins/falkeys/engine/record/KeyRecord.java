package io.jenkins.plugins.falkeys.engine.record;

import io.jenkins.plugins.falkeys.engine.KeyRequest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.falkeys.api.KeyInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What the ledger keeps of one key. There is no secret in it.
 *
 * <p>What may be null is {@code Nullable}, not {@code CheckForNull}: a component does not change between a check and its
 * use, which SpotBugs does not see.
 *
 * @param id the record's own ID, which names its file
 * @param uniqueAlias whether the alias is unique by making
 * @param target the credential that goes with the key; null for none, as when the key lives in a build alone
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
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record KeyRecord(
        String id,
        Origin origin,
        String alias,
        boolean uniqueAlias,
        @Nullable Target target,
        AdminReference admin,
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
        @Nullable Origin endedBy) {

    /**
     * A rotation.
     *
     * @param recordId the record of the key that goes
     * @param graceMinutes how long that key stays alive when the new one is in its place
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Replacement(String recordId, int graceMinutes) {}

    /**
     * The search for a key that fal may have made.
     *
     * @param looks how often fal's list was searched
     * @param candidates the keys that may be the one
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Search(int looks, List<Candidate> candidates) {}

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
    }

    public static KeyRecord of(
            KeyRequest request,
            @Nullable Target target,
            @Nullable Replacement replaces,
            AdminReference admin,
            Instant now) {
        return new KeyRecord(
                UUID.randomUUID().toString(),
                request.origin(),
                request.alias(),
                request.uniqueAlias(),
                target,
                admin,
                null,
                KeyState.CREATING,
                now,
                null,
                null,
                now,
                0,
                null,
                replaces,
                null,
                null,
                null);
    }

    /** A key that was made elsewhere. */
    public static KeyRecord adopted(Origin origin, @Nullable Target target, AdminReference admin, KeyInfo key, Instant now) {
        return new KeyRecord(
                UUID.randomUUID().toString(),
                origin,
                key.alias(),
                false,
                target,
                admin,
                key.keyId(),
                KeyState.ACTIVE,
                now,
                null,
                key.createdAt() == null ? now : key.createdAt(),
                now,
                0,
                null,
                null,
                null,
                null,
                null);
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

    public KeyRecord sent(Instant now) {
        return new KeyRecordDraft(this).sentAt(now).changed(now);
    }

    public KeyRecord notSent(Instant now) {
        return new KeyRecordDraft(this).sentAt(null).changed(now);
    }

    public KeyRecord answered(String newKeyId, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.keyId = newKeyId;
        draft.createdAt = now.truncatedTo(ChronoUnit.SECONDS);
        return draft.changed(now);
    }

    public KeyRecord in(KeyState newState, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.state = newState;
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
    public KeyRecord after(Instant earliest) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.notBefore = earliest;
        return draft.changed(changedAt);
    }

    /** The same key without its credential, which is another key's, or shall stay. */
    public KeyRecord detached() {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.target = null;
        draft.replaces = null;
        return draft.changed(changedAt);
    }

    public KeyRecord searched(Search result, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.search = result;
        return draft.changed(now);
    }

    /** The same key, whose end somebody asked for. */
    public KeyRecord endedBy(Origin who) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.endedBy = who;
        return draft.changed(changedAt);
    }

    /** One more record for the same request, of another key that it made. */
    public KeyRecord sibling(String otherKeyId, Instant now) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.id = UUID.randomUUID().toString();
        draft.keyId = otherKeyId;
        return draft.changed(now);
    }

    /** The same key after an item was renamed or moved. */
    public KeyRecord renamed(String oldName, String newName) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.origin = origin.renamed(oldName, newName);
        draft.target = target == null ? null : target.renamed(oldName, newName);
        draft.admin = admin.renamed(oldName, newName);
        draft.endedBy = endedBy == null ? null : endedBy.renamed(oldName, newName);
        return draft.changed(changedAt);
    }

    /** The same key in these places. */
    public KeyRecord at(Origin newOrigin, @Nullable Target newTarget, AdminReference newAdmin) {
        KeyRecordDraft draft = new KeyRecordDraft(this);
        draft.origin = newOrigin;
        draft.target = newTarget;
        draft.admin = newAdmin;
        return draft.changed(changedAt);
    }
}
