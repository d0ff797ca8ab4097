package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.FalException.Outcome;
import java.net.URI;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeleteTest extends StubbedTest {

    @Test
    void deletesOnlyTheGivenKey() throws FalException {
        FalApiStub.Key gone = fal.addKey(FalApiStub.ADMIN_KEY, "gone");
        FalApiStub.Key stays = fal.addKey(FalApiStub.ADMIN_KEY, "stays");

        api.delete(ADMIN, gone.id());

        assertFalse(fal.works(gone.value()));
        assertTrue(fal.works(stays.value()));
        assertEquals(List.of("DELETE /keys/" + gone.id()), fal.calls());
    }

    @Test
    void anyIdIsConfirmed() throws FalException {
        api.delete(ADMIN, "never-was-there");

        assertEquals(List.of("DELETE /keys/never-was-there"), fal.calls());
    }

    @Test
    void aKeyOfAnotherAccountStaysEvenThoughFalConfirmsTheDeletion() throws FalException {
        fal.addAccount("other:admin");
        FalApiStub.Key theirs = fal.addKey("other:admin", "theirs");

        api.delete(ADMIN, theirs.id());

        assertTrue(fal.works(theirs.value()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | {}",
                "200 | {deleted: true}",
                "202 | {}",
                "200 | null",
                "200 | true",
                "200 | []",
                "200 | '\"deleted\"'",
                "404 | {error: {type: 'not_found', message: 'No such key'}}",
                "404 | {detail: 'Not Found'}",
                "404 | '<html>404</html>'",
                "404 | ''",
                "410 | {}",
                "410 | 'Gone'"
            })
    void aResponseThatTheKeyDoesNotExistConfirmsTheDeletion(int status, String body) throws FalException {
        fal.next("{status: " + status + ", body: " + body + "}");

        api.delete(ADMIN, "a");

        assertEquals("DELETE /keys/a", fal.calls().get(0));
    }

    @Test
    void aWrongApiUrlDoesNotConfirmIt() {
        FalApi wrong = new FalApi(OkHttpClient::new, () -> URI.create(fal.url() + "/typo"));

        assertEquals(404, fails(() -> wrong.delete(ADMIN, "a")).status());
    }

    @Test
    void aPageFromAProxyDoesNotConfirmIt() {
        fal.next("{status: 200, response: 'html'}");

        assertEquals(Outcome.UNKNOWN, fails(() -> api.delete(ADMIN, "a")).outcome());
    }

    @ParameterizedTest
    @CsvSource({"201, UNKNOWN", "206, UNKNOWN", "400, REFUSED", "403, REFUSED", "409, REFUSED", "500, UNKNOWN"})
    void anyOtherResponseDoesNotConfirmIt(int status, Outcome outcome) {
        fal.next("{status: " + status + "}");

        FalException e = fails(() -> api.delete(ADMIN, "a"));

        assertEquals(outcome, e.outcome());
        assertEquals(status, e.status());
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, a%2Fb",
        "../keys, ..%2Fkeys",
        "a?b=c#d, a%3Fb=c%23d",
        "%2e%2e, %252e%252e",
        "%2E, %252E",
        "'a b', a%20b",
        "ü, %C3%BC",
        "a;b, a;b",
        "..., ..."
    })
    void theIdIsOnePathSegment(String keyId, String encoded) throws FalException {
        api.delete(ADMIN, keyId);

        assertEquals(List.of("DELETE /keys/" + encoded), fal.calls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a\nb"})
    void anInvalidIdIsNotSent(String keyId) {
        assertThrows(IllegalArgumentException.class, () -> api.delete(ADMIN, keyId));

        assertThat(fal.calls(), empty());
    }
}
