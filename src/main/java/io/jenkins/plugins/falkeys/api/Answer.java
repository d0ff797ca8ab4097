package io.jenkins.plugins.falkeys.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Response;

/**
 * An answer that was read to its end.
 *
 * @param status the HTTP status; 0 for no answer
 * @param body a JSON object, or a missing node
 * @param flaw why there is no JSON object, although the answer has a body; null when there is no such flaw
 * @param retryAfter how long fal asks to wait; null when it does not ask
 * @param time when fal answered, by its own clock; null when fal does not tell
 */
record Answer(
        int status,
        JsonNode body,
        @CheckForNull String flaw,
        @CheckForNull Duration retryAfter,
        @CheckForNull Instant time) {

    static final Answer NONE = new Answer(0, MissingNode.getInstance(), null, null, null);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_BODY = 1024 * 1024;

    /**
     * @throws IOException when a success is cut off; the status of an error says enough
     */
    static Answer read(Response response) throws IOException {
        Duration retryAfter = RetryAfter.of(response.headers(), Instant.now());
        byte[] bytes;
        try {
            bytes = response.body().byteStream().readNBytes(LONGEST_BODY + 1);
        } catch (IOException e) {
            if (response.isSuccessful()) {
                throw e;
            }
            return flawed(response, Messages.Answer_cutOff(), retryAfter);
        }
        if (bytes.length > LONGEST_BODY) {
            return flawed(response, Messages.Answer_long(), retryAfter);
        }
        JsonNode body = parse(bytes);
        if (!body.isObject() && bytes.length > 0) {
            return flawed(response, Messages.Answer_noObject(), retryAfter);
        }
        return new Answer(
                response.code(), body, null, retryAfter, response.headers().getInstant("Date"));
    }

    boolean isSuccess() {
        return status / 100 == 2;
    }

    /** Without the body, which may hold a new key. */
    @Override
    public String toString() {
        return "Answer[" + status + "]";
    }

    private static Answer flawed(Response response, String flaw, @CheckForNull Duration retryAfter) {
        return new Answer(response.code(), MissingNode.getInstance(), flaw, retryAfter, null);
    }

    private static JsonNode parse(byte[] bytes) throws IOException {
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }
}
