package io.jenkins.plugins.falkeys.engine;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What the ledger keeps of one key. There is no secret in it.
 *
 * @param id the record's own ID, which names its file
 * @param uniqueAlias whether the alias is unique by making
 * @param target the credential that the key is for; null for a key that lives in a build alone
 * @param keyId fal's ID of the key; null until fal answered
 * @param writtenAt when the record was first written
 * @param sentAt when the request for the key was about to be sent; null while it surely was not
 * @param createdAt when fal's answer came; null before
 * @param changedAt when the record was last written
 * @param attempts how often a deletion has failed
 * @param lastError why the last attempt failed; null when none did
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record KeyRecord(
        String id,
        Origin origin,
        String alias,
        boolean uniqueAlias,
        @CheckForNull Target target,
        AdminReference admin,
        @CheckForNull String keyId,
        KeyState state,
        Instant writtenAt,
        @CheckForNull Instant sentAt,
        @CheckForNull Instant createdAt,
        Instant changedAt,
        int attempts,
        @CheckForNull String lastError) {

    /** A file may lack what a record never does. */
    public KeyRecord {
        Stream.of(id, origin, alias, admin, state, writtenAt, changedAt).forEach(Objects::requireNonNull);
    }

    static KeyRecord of(KeyRequest request, @CheckForNull Target target, AdminReference admin, Instant now) {
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
                null);
    }

    KeyRecord sent(Instant now) {
        return with(keyId, state, now, createdAt, now, attempts, lastError);
    }

    KeyRecord notSent(Instant now) {
        return with(keyId, state, null, createdAt, now, attempts, lastError);
    }

    KeyRecord answered(String newKeyId, Instant now) {
        return with(newKeyId, state, sentAt, now.truncatedTo(ChronoUnit.SECONDS), now, attempts, lastError);
    }

    KeyRecord in(KeyState newState, Instant now) {
        return with(keyId, newState, sentAt, createdAt, now, attempts, lastError);
    }

    KeyRecord because(String reason) {
        return with(keyId, state, sentAt, createdAt, changedAt, attempts, reason);
    }

    KeyRecord failed(String error, Instant now) {
        return with(keyId, state, sentAt, createdAt, now, attempts + 1, error);
    }

    private KeyRecord with(
            @CheckForNull String newKeyId,
            KeyState newState,
            @CheckForNull Instant newSentAt,
            @CheckForNull Instant newCreatedAt,
            Instant now,
            int newAttempts,
            @CheckForNull String error) {
        return new KeyRecord(
                id,
                origin,
                alias,
                uniqueAlias,
                target,
                admin,
                newKeyId,
                newState,
                writtenAt,
                newSentAt,
                newCreatedAt,
                now,
                newAttempts,
                error);
    }
}
