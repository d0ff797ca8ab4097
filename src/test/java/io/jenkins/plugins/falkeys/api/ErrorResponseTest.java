package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.FalException.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What fal, or a server in front of it, may return instead of success. */
class ErrorResponseTest extends StubbedTest {

    @ParameterizedTest
    @CsvSource({
        "400, REFUSED, validation_error",
        "401, REFUSED, authorization_error",
        "403, REFUSED, authorization_error",
        "404, REFUSED, not_found",
        "409, REFUSED, server_error",
        "429, REFUSED, rate_limited",
        "408, UNKNOWN, server_error",
        "500, UNKNOWN, server_error",
        "501, UNKNOWN, not_implemented",
        "502, UNKNOWN, server_error",
        "503, UNKNOWN, server_error",
        "504, UNKNOWN, server_error"
    })
    void everyStatusHasAnOutcome(int status, Outcome outcome, String type) {
        fal.next("{on: 'POST', status: " + status + ", message: 'It did not work'}");

        FalException e = fails(() -> api.create(ADMIN, "x"));

        assertEquals(outcome, e.outcome());
        assertEquals(status, e.status());
        assertEquals(type, e.type());
        assertEquals("https://docs.fal.ai/errors", e.docsUrl());
        assertEquals("req-" + status, e.requestId());
        assertNull(e.retryAfter());
        assertNull(e.getCause());
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("create the key (HTTP " + status + ", " + type + "; request req-" + status
                                + "): It did not work. "),
                        endsWith("See https://docs.fal.ai/errors.")));
    }

    @Test
    void theMessageIsASequenceOfSentences() {
        fal.next("{status: 400, body: {error: {type: 'validation_error', message: 'Alias taken'}}}");

        assertEquals(
                "fal rejected the request to create the key (HTTP 400, validation_error): Alias taken.",
                fails(() -> api.create(ADMIN, "x")).getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{message: 'Odd', type: 't', request_id: 'r', docs_url: 'https://fal.ai/d'} | (HTTP 400, t; request r):"
                        + " Odd. See https://fal.ai/d.",
                "{message: 'Odd', request_id: 'r'} | (HTTP 400; request r): Odd.",
                "{message: 'Odd', type: 't'} | (HTTP 400, t): Odd.",
                "{message: '', docs_url: 'https://fal.ai/d'} | (HTTP 400). See https://fal.ai/d.",
                "{message: ''} | (HTTP 400)."
            })
    void theMessageConsistsOfCompleteSentences(String error, String text) {
        fal.next("{status: 400, body: {error: " + error + "}}");

        assertEquals(
                "fal rejected the request to create the key " + text,
                fails(() -> api.create(ADMIN, "x")).getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "403, User is locked. Reason: Exhausted balance",
        "401, Exhausted BALANCE",
        "402, Your balance is too low"
    })
    void anExhaustedBalanceIsReportedAsSuch(int status, String said) {
        fal.next("{status: " + status + ", body: {error: {message: '" + said + "'}}}");

        FalException e = fails(() -> api.create(ADMIN, "x"));

        assertEquals(
                "fal rejected the request to create the key (HTTP " + status + "): " + said
                        + ". The balance of the fal account is exhausted. Add credit at fal.",
                e.getMessage());
        assertEquals("The balance of the fal account is exhausted. Add credit at fal.", e.hint());
    }

    @Test
    void anAccountLockedForAnotherReasonIsNotBlamedOnTheScopeEither() {
        fal.next("{status: 403, body: {detail: 'User is locked. Reason: Abuse'}}");

        assertEquals(
                "fal rejected the request to create the key (HTTP 403): User is locked. Reason: Abuse."
                        + " fal has locked the account. Contact fal to find out why.",
                fails(() -> api.create(ADMIN, "x")).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"403, refused by a load balancer, true", "403, blocked, true", "500, no balance, false"})
    void otherTextsDoNotLookLikeABalance(int status, String said, boolean scope) {
        fal.next("{status: " + status + ", message: '" + said + "'}");

        String message = fails(() -> api.create(ADMIN, "x")).getMessage();

        assertThat(message, not(containsString("Add credit")));
        assertEquals(scope, message.contains("ADMIN scope"));
    }

    @ParameterizedTest
    @CsvSource({"400, false", "401, true", "403, true", "404, false", "429, false", "500, false"})
    void bothAuthorizationErrorsHintAtTheScope(int status, boolean hinted) {
        fal.next("{status: " + status + "}");

        FalException e = fails(() -> api.page(ADMIN, null, 0));

        assertEquals(hinted, e.hint() != null);
        assertEquals(hinted, e.getMessage().contains("ADMIN scope"));
    }

    @Test
    void anUnknownAdminKeyIsRefused() {
        FalException e = fails(() -> api.verify(AdminKey.of("someone:else")));

        assertEquals(401, e.status());
        assertEquals(Outcome.REFUSED, e.outcome());
    }

    @Test
    void aKeyWithApiScopeIsNotAnAdminKey() {
        AdminKey apiScope =
                AdminKey.of(fal.addKey(FalApiStub.ADMIN_KEY, "api scope").value());

        FalException e = fails(() -> api.verify(apiScope));

        assertEquals(403, e.status());
        assertThat(e.getMessage(), containsString("Admin API key authentication required"));
        assertNotNull(e.hint());
    }

    @Test
    void retryAfterIsInSecondsOrADate() {
        fal.next("{status: 429, retryAfter: '7'}");
        fal.next("{status: 429, retryAfterDate: 60}");
        fal.next("{status: 429, retryAfter: 'soon'}");

        assertEquals(Duration.ofSeconds(7), fails(() -> api.create(ADMIN, "x")).retryAfter());
        assertThat(
                fails(() -> api.create(ADMIN, "x")).retryAfter(),
                allOf(greaterThan(Duration.ofSeconds(30)), lessThan(Duration.ofSeconds(61))));
        assertNull(fails(() -> api.create(ADMIN, "x")).retryAfter());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{detail: 'Not authenticated'} | : Not authenticated.",
                "{detail: {message: 'Too many keys'}} | : Too many keys.",
                "{detail: [{loc: ['alias'], msg: 'too long'}]} | : [{\"loc\":[\"alias\"],\"msg\":\"too long\"}].",
                "{error: null, detail: 'Said here'} | : Said here.",
                "{message: 'Forbidden'} | : Forbidden.",
                "{detail: null} | (HTTP 400).",
                "{error: 'Just text'} | : Just text.",
                "{error: {message: 'Really?'}} | : Really?",
                "{error: {message: 17, type: 5, docs_url: [], request_id: {}}} | \"message\":17",
                "{error: {}} | : {}.",
                "{} | (HTTP 400).",
                "{unknown: true} | (HTTP 400).",
                "[] | not a JSON object",
                "'<html>Bad gateway</html>' | not a JSON object",
                "'{error: {mess' | not a JSON object",
                "'' | (HTTP 400)."
            })
    void everyFormatOfErrorIsReported(String body, String text) {
        fal.next("{status: 400, body: " + body + "}");

        FalException e = fails(() -> api.create(ADMIN, "x"));

        assertEquals(Outcome.REFUSED, e.outcome());
        assertThat(e.getMessage(), containsString(text));
        assertThat(e.getMessage(), not(containsString("Exception")));
    }

    @ParameterizedTest
    @CsvSource({
        "cut-off, 403, REFUSED, cut off",
        "too-long, 403, REFUSED, longer than 1 MB",
        "html, 403, REFUSED, not a JSON object",
        "cut-off, 500, UNKNOWN, cut off",
        "too-long, 502, UNKNOWN, longer than 1 MB"
    })
    void theStatusCountsIfTheBodyCannotBeRead(String answer, int status, Outcome outcome, String text) {
        fal.next("{status: " + status + ", response: '" + answer + "'}");

        FalException e = fails(() -> api.create(ADMIN, "x"));

        assertEquals(status, e.status());
        assertEquals(outcome, e.outcome());
        assertThat(e.getMessage(), containsString(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://docs.fal.ai/x",
                "javascript:alert(1)",
                "https:///nowhere",
                "https://docs.fal.ai/a b",
                "https://docs.fal.ai/<script>",
                "//docs.fal.ai",
                ""
            })
    void aDocsUrlThatIsNotHttpsIsLeftOut(String url) {
        fal.next("{status: 400, body: {error: {message: 'm', docs_url: '" + url + "'}}}");

        FalException e = fails(() -> api.create(ADMIN, "x"));

        assertNull(e.docsUrl());
        assertThat(e.getMessage(), not(containsString("See ")));
    }

    @ParameterizedTest
    @CsvSource({"301, REFUSED", "302, UNKNOWN", "303, UNKNOWN", "307, REFUSED", "308, REFUSED"})
    void redirectsAreNotFollowed(int status, Outcome outcome) {
        fal.next("{status: " + status + ", times: 4, location: '" + fal.url() + "/elsewhere?topsecret'}");

        FalException created = fails(() -> api.create(ADMIN, "x"));
        fails(() -> api.page(ADMIN, null, 0));
        fails(() -> api.delete(ADMIN, "x"));
        fails(() -> api.verify(ADMIN));

        assertEquals(outcome, created.outcome());
        assertEquals(status, created.status());
        assertThat(created.getMessage(), allOf(containsString("HTTP " + status), not(containsString("elsewhere"))));
        assertEquals(4, fal.calls().size());
        assertThat(
                fal.calls().stream().filter(call -> call.contains("elsewhere")).toList(), empty());
    }
}
