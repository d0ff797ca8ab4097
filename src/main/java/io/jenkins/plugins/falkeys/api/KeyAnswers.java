package io.jenkins.plugins.falkeys.api;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Reads keys out of answers that say success; fields that are not known do not matter. */
final class KeyAnswers {

    private KeyAnswers() {}

    /**
     * One page of a list.
     *
     * @param next cursor of the next page; null when this is the last one
     */
    record Page(List<KeyInfo> keys, @CheckForNull String next) {}

    /** Reads a new key. fal repeats itself in it, so what one field lacks is taken from the others. */
    static FalKey newKey(Answer answer, Failures failures) throws FalException {
        String value = text(answer.body().path("key"));
        String keyId = text(answer.body().path("key_id"));
        String secret = text(answer.body().path("key_secret"));
        if (value != null && keyId == null && value.indexOf(':') > 0) {
            keyId = value.substring(0, value.indexOf(':'));
        }
        if (!KeyIds.isUsable(keyId)) {
            throw failures.unreadable(answer, Messages.KeyAnswers_noKey(), null);
        }
        if (value != null && secret == null && value.startsWith(keyId + ":") && value.length() > keyId.length() + 1) {
            secret = value.substring(keyId.length() + 1);
        }
        if (secret == null) {
            throw failures.unreadable(answer, Messages.KeyAnswers_noSecret(), keyId);
        }
        return value == null ? FalKey.of(keyId, secret) : new FalKey(keyId, secret, value);
    }

    /** Reads one page of a list. An entry without an ID that can be used is left out: nothing could be done with it. */
    static Page page(Answer answer, Failures failures) throws FalException {
        JsonNode entries = answer.body().path("keys");
        if (!entries.isArray()) {
            throw failures.unreadable(answer, Messages.KeyAnswers_noList(), null);
        }
        List<KeyInfo> keys = new ArrayList<>();
        for (JsonNode entry : entries) {
            String keyId = text(entry.path("key_id"));
            if (KeyIds.isUsable(keyId)) {
                keys.add(new KeyInfo(
                        keyId,
                        entry.path("alias").asText(""),
                        entry.path("scope").asText(""),
                        instant(entry.path("created_at").asText(""))));
            }
        }
        return new Page(keys, next(answer, failures));
    }

    @CheckForNull
    private static String next(Answer answer, Failures failures) throws FalException {
        JsonNode hasMore = answer.body().path("has_more");
        String cursor = text(answer.body().path("next_cursor"));
        if (cursor == null && hasMore.asBoolean(false)) {
            throw failures.unreadable(answer, Messages.KeyAnswers_noCursor(), null);
        }
        return hasMore.asBoolean(true) ? cursor : null;
    }

    /** Text that can be used; null when there is none, or it has control characters, which no mask could cover. */
    @CheckForNull
    private static String text(JsonNode node) {
        String text = node.isNull() ? "" : node.asText();
        return text.isBlank() || !PlainText.isPlain(text) ? null : text;
    }

    @CheckForNull
    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
