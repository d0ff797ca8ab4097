package io.jenkins.plugins.falkeys.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * What a response says about an error, cleaned for logs. fal's own format is
 * {@code {"error": {"type", "message", "docs_url"?, "request_id"?}}}; other services of fal answer
 * {@code {"detail": …}}, and a proxy may answer anything.
 *
 * @param message one line; empty if the response says nothing
 * @param docsUrl https only
 */
public record FalError(
        @CheckForNull String type,
        String message,
        @CheckForNull String docsUrl,
        @CheckForNull String requestId) {

    /** For a call that got no response. */
    public static final FalError NONE = new FalError(null, "", null, null);

    private static final int MAX_MESSAGE_LENGTH = 500;
    private static final int MAX_NAME_LENGTH = 100;
    private static final int MAX_URL_LENGTH = 300;

    /**
     * Reads the error from a response.
     *
     * @param admin removes the admin key from it
     */
    public static FalError of(Answer answer, Scrubber admin) {
        Answer.Flaw flaw = answer.flaw();
        if (flaw != null) {
            return new FalError(null, flaw.text(), null, null);
        }
        Scrubber scrubber = admin.and(answer.body());
        JsonNode error = answer.body().path("error");
        return new FalError(
                name(error.path("type"), scrubber),
                scrubber.line(message(answer.body()), MAX_MESSAGE_LENGTH),
                httpsUrl(error.path("docs_url"), scrubber),
                name(error.path("request_id"), scrubber));
    }

    private static String message(JsonNode body) {
        for (String name : new String[] {"error", "detail", "message"}) {
            if (body.hasNonNull(name)) {
                JsonNode said = body.path(name);
                JsonNode message = said.path("message").isTextual() ? said.path("message") : said;
                return message.isTextual() ? message.textValue() : message.toString();
            }
        }
        return "";
    }

    @CheckForNull
    private static String name(JsonNode node, Scrubber scrubber) {
        String line = node.isTextual() ? scrubber.line(node.textValue(), MAX_NAME_LENGTH) : "";
        return line.isEmpty() ? null : line;
    }

    /** A URL that had to be scrubbed, shortened or cleaned would not work, so it is left out. */
    @CheckForNull
    private static String httpsUrl(JsonNode node, Scrubber scrubber) {
        String text = node.isTextual() ? node.textValue() : "";
        try {
            URI url = new URI(text);
            boolean https = "https".equalsIgnoreCase(url.getScheme()) && url.getHost() != null;
            return https && scrubber.line(text, MAX_URL_LENGTH).equals(text) ? text : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
