package io.jenkins.plugins.falkeys.api;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.http.Answer;
import io.jenkins.plugins.falkeys.api.http.Fields;
import java.util.ArrayList;
import java.util.List;

/** Parses successful responses that contain keys. Unknown fields are ignored. */
final class KeyAnswers {

    private KeyAnswers() {}

    /**
     * Reads a new key. fal sends its parts in more than one field, so a missing part is taken from another field. If
     * the fields contradict each other, the key is rejected, since it could not be recognized by its value later.
     */
    static FalKey newKey(Answer answer, Failures failures) throws FalException {
        String value = Fields.text(answer.body().path("key"));
        String keyId = Fields.text(answer.body().path("key_id"));
        String secret = Fields.text(answer.body().path("key_secret"));
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
        FalKey key = FalKey.of(keyId, secret);
        if (keyId.contains(":") || (value != null && !value.equals(key.value()))) {
            throw failures.unreadable(answer, Messages.KeyAnswers_otherForm(), keyId);
        }
        return key;
    }

    /** Reads one page of a list. An entry without a usable ID is left out, since nothing could be done with it. */
    static KeyListPage page(Answer answer, Failures failures) throws FalException {
        JsonNode entries = answer.body().path("keys");
        if (!entries.isArray()) {
            throw failures.unreadable(answer, Messages.KeyAnswers_noList(), null);
        }
        List<KeyInfo> keys = new ArrayList<>();
        for (JsonNode entry : entries) {
            String keyId = Fields.text(entry.path("key_id"));
            if (KeyIds.isUsable(keyId)) {
                keys.add(new KeyInfo(
                        keyId,
                        entry.path("alias").asText(""),
                        entry.path("scope").asText(""),
                        Fields.instant(entry.path("created_at"))));
            }
        }
        return new KeyListPage(keys, next(answer, failures), answer.time());
    }

    /**
     * The cursor of the next page, in any kind of list.
     *
     * @return null if this is the last page
     * @throws FalException if there are more pages, but the response does not say where they are
     */
    @CheckForNull
    static String next(Answer answer, Failures failures) throws FalException {
        JsonNode hasMore = answer.body().path("has_more");
        String cursor = Fields.text(answer.body().path("next_cursor"));
        if (cursor == null && hasMore.asBoolean(false)) {
            throw failures.unreadable(answer, Messages.KeyAnswers_noCursor(), null);
        }
        return hasMore.asBoolean(true) ? cursor : null;
    }
}
