package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.FalException.Outcome;
import java.util.List;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreateTest extends StubbedTest {

    @Test
    void returnsTheKeyThatFalCreated() throws FalException {
        FalKey key = api.create(ADMIN, "Production Key");

        FalApiStub.Key made = fal.keys().get(0);
        assertEquals("Production Key", made.alias());
        assertEquals(made.id(), key.keyId());
        assertEquals(made.value(), key.value());
        assertEquals(made.value(), key.keyId() + ":" + key.secret());
        assertTrue(fal.works(key.value()));
    }

    @Test
    void sendsExactlyWhatTheSchemaRequires() throws FalException {
        api.create(ADMIN, "x");

        RecordedRequest request = fal.requests().get(0);
        assertEquals(List.of("POST /keys"), fal.calls());
        assertEquals(
                List.of("Key " + FalApiStub.ADMIN_KEY), request.getHeaders().values("Authorization"));
        assertEquals("application/json", request.getHeaders().get("Content-Type"));
        assertEquals("{\"alias\":\"x\"}", request.getBody().utf8());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Schlüssel \ud83d\udd11 東京", "quote \" backslash \\ {brace}", " blanks around "})
    void theAliasArrivesUnchanged(String alias) throws FalException {
        api.create(ADMIN, alias);

        assertEquals(alias, fal.keys().get(0).alias());
    }

    @Test
    void anInvalidAliasIsNotSent() {
        assertThrows(IllegalArgumentException.class, () -> api.create(ADMIN, "a\nb"));

        assertThat(fal.calls(), empty());
    }

    @Test
    void aTrailingSlashInTheUrlDoesNotMatter() throws FalException {
        api(fal.url() + "/").create(ADMIN, "x");

        assertEquals(List.of("POST /keys"), fal.calls());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{key_id: 'i', key_secret: 's', key: 'i:s'} | i | s | i:s",
                "{key_id: 'i', key_secret: 's'} | i | s | i:s",
                "{key_id: 'i', key_secret: 's', key: null} | i | s | i:s",
                "{key_id: 'i', key: 'i:s'} | i | s | i:s",
                "{key: 'i:s:t'} | i | s:t | i:s:t",
                "{key_id: 'i', key_secret: 's', key: 'i:s', permissions: [{preset: 'all'}], expires: null} | i | s |"
                        + " i:s"
            })
    void missingFieldsAreDerivedFromTheOthers(String body, String keyId, String secret, String value)
            throws FalException {
        fal.next("{status: 201, body: " + body + "}");

        FalKey key = api.create(ADMIN, "x");

        assertEquals(keyId, key.keyId());
        assertEquals(secret, key.secret());
        assertEquals(value, key.value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{key_id: 'created'}",
                "{key_id: 'created', key_secret: ''}",
                "{key_id: 'created', key: 'other:s'}",
                "{key_id: 'created', key: 'created:'}",
                "{key_id: 'created', key_secret: 'a\\nb'}"
            })
    void aKeyWithoutItsSecretIsReportedSoThatItCanBeDeleted(String body) {
        fal.next("{status: 201, body: " + body + "}");

        FalException e = fails(() -> api.create(ADMIN, "x"));

        assertEquals(Outcome.UNKNOWN, e.outcome());
        assertEquals("created", e.keyId());
        assertEquals(201, e.status());
        assertThat(e.getMessage(), containsString("without its secret"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{key_id: 'i', key_secret: 's', key: 'as:given'} | i",
                "{key_id: 'i', key_secret: 's', key: 's'} | i",
                "{key_id: 'i', key_secret: 's', key: ' i:s'} | i",
                "{key_secret: 's', key: 'i:t'} | i",
                "{key_id: 'i:j', key_secret: 's', key: 'i:j:s'} | i:j",
                "{key_id: 'i:j', key_secret: 's'} | i:j"
            })
    void aKeyInAnUnknownFormatIsReportedSoThatItCanBeRevoked(String body, String keyId) {
        fal.next("{status: 201, body: " + body + "}");

        FalException e = fails(() -> api.create(ADMIN, "x"));

        assertEquals(Outcome.UNKNOWN, e.outcome());
        assertEquals(keyId, e.keyId());
        assertThat(e.getMessage(), containsString("is not of the form ID:secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{key_id: '', key_secret: 's'}",
                "{key_id: null}",
                "{key_id: '..', key_secret: 's', key: '..:s'}",
                "{key_id: 'a\\u0000b', key_secret: 's'}",
                "{key_secret: 's'}",
                "{key: ':s'}"
            })
    void aResponseWithoutAUsableKeyLeavesTheOutcomeOpen(String body) {
        fal.next("{status: 201, body: " + body + "}");

        FalException e = fails(() -> api.create(ADMIN, "x"));

        assertEquals(Outcome.UNKNOWN, e.outcome());
        assertNull(e.keyId());
        assertThat(e.getMessage(), containsString("contains no key ID"));
    }

    @ParameterizedTest
    @CsvSource({
        "garbled, 201, not a JSON object",
        "html, 201, not a JSON object",
        "empty, 201, contains no key ID",
        "too-long, 201, longer than 1 MB",
        "cut-off, 0, no complete response"
    })
    void anUnreadableResponseLeavesTheOutcomeOpen(String answer, int status, String text) {
        fal.next("{on: 'POST', response: '" + answer + "'}");

        FalException e = fails(() -> api.create(ADMIN, "x"));

        assertEquals(Outcome.UNKNOWN, e.outcome());
        assertEquals(status, e.status());
        assertNull(e.keyId());
        assertThat(e.getMessage(), containsString(text));
        assertEquals(1, fal.keys().size());
    }

    @Test
    void theStubsIncompleteResponsesAreHandledToo() throws FalException {
        fal.next("{response: 'without-secret'}");
        fal.next("{response: 'without-key'}");

        FalException e = fails(() -> api.create(ADMIN, "first"));
        FalKey key = api.create(ADMIN, "second");

        assertEquals(fal.keys().get(0).id(), e.keyId());
        assertEquals(fal.keys().get(1).value(), key.value());
    }
}
