package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.http.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** fal, or a proxy, may echo a request, but the secrets in it go no further. */
class LeakTest extends StubbedTest {

    private static final String ADMIN_SECRET = ADMIN.secret();
    private static final String NEW_SECRET = "newly-created-secret";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{error: {message: 'bad header: Key ADMIN'}}",
                "{error: {message: 'bad secret HALF.'}}",
                "{error: {message: 'a', type: 'HALF', request_id: 'ADMIN', docs_url: 'https://fal.ai/?k=HALF'}}",
                "{error: {message: 'tried NEW', key_secret: 'NEW'}}",
                "{error: 'made new-id:NEW', data: {key: 'new-id:NEW'}}",
                "{detail: 'Key ADMIN'}",
                "{detail: {headers: ['Key ADMIN'], made: {key_secret: 'NEW', again: 'NEW'}}}",
                "{detail: 'ADM\\u001b[0mIN_SPLIT'}",
                "'Authorization: Key ADMIN'",
                "'<html>Key ADMIN NEW</html>'",
                "{key_id: 'id', key_secret: '', extra: 'ADMIN NEW'}"
            })
    void noExceptionRepeatsASecret(String form) {
        String split = FalApiStub.ADMIN_KEY.substring(0, 50) + "\\u001b[0m" + FalApiStub.ADMIN_KEY.substring(50);
        String body = form.replace("ADM\\u001b[0mIN_SPLIT", split)
                .replace("ADMIN", FalApiStub.ADMIN_KEY)
                .replace("HALF", ADMIN_SECRET)
                .replace("NEW", NEW_SECRET);
        for (int status : new int[] {201, 400, 401, 500, 302}) {
            fal.next("{status: " + status + ", body: " + body + "}");

            assertNoSecret(fails(() -> api.create(ADMIN, "x")));
        }
    }

    @Test
    void aDocsUrlWithASecretIsLeftOut() {
        fal.next("{status: 400, body: {error: {message: 'm', docs_url: 'https://fal.ai/?k=" + ADMIN_SECRET + "'}}}");

        FalException e = fails(() -> api.create(ADMIN, "x"));

        assertNull(e.docsUrl());
        assertNoSecret(e);
    }

    @Test
    void theMessageAboutALostResponseDoesNotContainTheNewKey() {
        fal.next("{response: 'garbled'}");
        fal.next("{response: 'cut-off'}");
        fal.next("{response: 'too-long'}");
        fal.next("{status: 500, acted: true}");

        for (int i = 1; i <= 4; i++) {
            String text = everything(fails(() -> api.create(ADMIN, "x")));

            assertEquals(i, fal.keys().size());
            for (FalApiStub.Key key : fal.keys()) {
                assertThat(
                        text, not(containsString(key.value().substring(key.id().length() + 1))));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\n", "\\r\\n", "\\u001b[31m", "\\u0000", "\\u2028", "\\u202e", "\\u0007"})
    void falsMessageIsReducedToOneLine(String control) {
        fal.next("{status: 400, body: {error: {message: 'one" + control + "two'}}}");

        String message = fails(() -> api.create(ADMIN, "x")).getMessage();

        assertTrue(message.matches("\\P{C}+"), message);
        assertThat(message, containsString("one"));
        assertThat(message, containsString("two"));
    }

    @Test
    void toStringOfAResponseShowsOnlyItsStatus() {
        Answer answer =
                new Answer(201, JsonNodeFactory.instance.objectNode().put("key_secret", NEW_SECRET), null, null, null);

        assertEquals("Answer[201]", answer.toString());
    }

    @Test
    void aLongMessageFromFalIsShortened() {
        fal.next("{status: 400, message: '" + "long ".repeat(400) + "'}");

        String message = fails(() -> api.create(ADMIN, "x")).getMessage();

        String said = message.substring(message.indexOf("): ") + 3, message.indexOf(" See https"));
        assertThat(said.length(), lessThanOrEqualTo(500));
        assertTrue(said.endsWith("…"), said);
    }

    private static void assertNoSecret(FalException e) {
        String text = everything(e);
        assertThat(text, not(containsString(ADMIN_SECRET)));
        assertThat(text, not(containsString(NEW_SECRET)));
    }

    /** Everything that could be logged about an exception: its stack trace, its fields, its serialized form. */
    private static String everything(FalException e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text, true));
        ByteArrayOutputStream serial = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(serial)) {
            out.writeObject(e);
        } catch (IOException unexpected) {
            throw new AssertionError(unexpected);
        }
        return text + serial.toString(StandardCharsets.UTF_8) + e.type() + e.requestId() + e.docsUrl() + e.keyId();
    }
}
