package io.jenkins.plugins.falkeys.api.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Response;

/**
 * A response that was read to its end, or to the limit of 1 MB.
 *
 * @param status the HTTP status; 0 if there was no response
 * @param body a JSON object, or a missing node
 * @param flaw why the body is not a JSON object; null if it is one, or if there is no body
 * @param retryAfter how long fal asks to wait; null if it does not ask
 * @param time when fal answered, by its own clock; null if fal does not say
 */
public record Answer(
        int status,
        JsonNode body,
        @CheckForNull Flaw flaw,
        @CheckForNull Duration retryAfter,
        @CheckForNull Instant time) {

    /** For a call that got no response. */
    public static final Answer NONE = new Answer(0, MissingNode.getInstance(), null, null, null);

    /** Amounts of money must not go through floating point, nor lose trailing zeros. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final int MAX_BODY_BYTES = 1024 * 1024;

    /** Why a body is not a JSON object. */
    public enum Flaw {
        CUT_OFF,
        TOO_LONG,
        /** A page of something in between, for example. */
        NO_JSON,
        /** A value such as {@code null}. */
        NO_OBJECT;

        /** A clause for an error message. */
        public String text() {
            return switch (this) {
                case CUT_OFF -> Messages.Answer_cutOff();
                case TOO_LONG -> Messages.Answer_long();
                case NO_JSON, NO_OBJECT -> Messages.Answer_noObject();
            };
        }
    }

    /**
     * @throws IOException if a successful response is cut off. For an error, the status is enough
     */
    static Answer read(Response response) throws IOException {
        Duration retryAfter = RetryAfter.of(response.headers(), Instant.now());
        byte[] bytes;
        try {
            bytes = response.body().byteStream().readNBytes(MAX_BODY_BYTES + 1);
        } catch (IOException e) {
            if (response.isSuccessful()) {
                throw e;
            }
            return flawed(response, Flaw.CUT_OFF, retryAfter);
        }
        if (bytes.length > MAX_BODY_BYTES) {
            return flawed(response, Flaw.TOO_LONG, retryAfter);
        }
        JsonNode body = parse(bytes);
        if (!body.isObject() && bytes.length > 0) {
            return flawed(response, body.isMissingNode() ? Flaw.NO_JSON : Flaw.NO_OBJECT, retryAfter);
        }
        return new Answer(
                response.code(), body, null, retryAfter, response.headers().getInstant("Date"));
    }

    /** Whether the status means success. */
    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /** Leaves out the body, which may contain a new key. */
    @Override
    public String toString() {
        return "Answer[" + status + "]";
    }

    private static Answer flawed(Response response, Flaw flaw, @CheckForNull Duration retryAfter) {
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
