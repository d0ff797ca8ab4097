package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.FalException.Outcome;
import io.jenkins.plugins.falkeys.api.account.AccountInfo;
import java.math.BigDecimal;
import java.util.List;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest extends StubbedTest {

    @Test
    void hasANameAndCredits() throws FalException {
        fal.renameAccount(FalApiStub.ADMIN_KEY, "Schlüssel & Söhne");
        fal.credits(FalApiStub.ADMIN_KEY, "1234567890123456789.10", "EUR");

        assertEquals(
                new AccountInfo("Schlüssel & Söhne", new BigDecimal("1234567890123456789.10"), "EUR"),
                api.account(ADMIN));
        assertEquals(List.of("/v1/account/billing?expand=credits"), targets());
    }

    @Test
    void adminKeysOfOneAccountHaveTheSameName() throws FalException {
        fal.addAdminKey(FalApiStub.ADMIN_KEY, "second:admin");
        fal.addAccount("other:admin");

        assertEquals("team", api.account(ADMIN).username());
        assertEquals("team", api.account(AdminKey.of("second:admin")).username());
        assertEquals("team-2", api.account(AdminKey.of("other:admin")).username());
    }

    @Test
    void theNameIsReadEvenIfTheCreditsAreForbidden() throws FalException {
        fal.next("{on: 'BILLING', status: 403, message: 'Credits are not for you'}");

        assertEquals(new AccountInfo("team", null, null), api.account(ADMIN));
        assertEquals(List.of("/v1/account/billing?expand=credits", "/v1/account/billing"), targets());
    }

    @Test
    void failsIfTheNameIsForbiddenAsWell() {
        fal.next("{on: 'BILLING', status: 403, times: 2, message: 'Not for you'}");

        FalException e = fails(() -> api.account(ADMIN));

        assertEquals(403, e.status());
        assertThat(e.getMessage(), containsString("Not for you"));
        assertEquals(2, fal.billingCalls().size());
    }

    @ParameterizedTest
    @CsvSource({"400, REFUSED", "401, REFUSED", "404, REFUSED", "429, REFUSED", "500, UNKNOWN", "503, UNKNOWN"})
    void otherErrorsAreNotRetried(int status, Outcome outcome) {
        fal.next("{on: 'BILLING', status: " + status + ", retryAfter: '7'}");

        FalException e = fails(() -> api.account(ADMIN));

        assertEquals(status, e.status());
        assertEquals(outcome, e.outcome());
        assertThat(e.getMessage(), containsString("read the account"));
        assertEquals(1, fal.billingCalls().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{username: 'u'}",
                "{username: 'u', credits: null}",
                "{username: 'u', credits: []}",
                "{username: 'u', credits: {}}",
                "{username: 'u', credits: {current_balance: '12', currency: 7}}",
                "{username: 'u', credits: {current_balance: 1e999999}, plan: {a: [1]}}"
            })
    void unreadableCreditsAreLeftOut(String body) throws FalException {
        fal.next("{on: 'BILLING', status: 200, body: " + body + "}");

        assertEquals(new AccountInfo("u", null, null), api.account(ADMIN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{username: null}",
                "{username: ''}",
                "{username: ' \\t '}",
                "{username: 17}",
                "{username: {name: 'u'}}",
                "{username: '\\u0000\\u202e'}"
            })
    void anAccountWithoutANameIsAnError(String body) {
        fal.next("{on: 'BILLING', status: 200, body: " + body + "}");

        FalException e = fails(() -> api.account(ADMIN));

        assertEquals(200, e.status());
        assertThat(e.getMessage(), containsString("does not contain the name of the account"));
    }

    @Test
    void theNameIsSanitizedForLogs() throws FalException {
        fal.next("{on: 'BILLING', status: 200, body: {username: ' one\\n\\u001b[31mtwo " + ADMIN.value() + " '}}");
        fal.next("{on: 'BILLING', status: 200, body: {username: '" + "n".repeat(300) + "'}}");

        assertEquals("one two ****", api.account(ADMIN).username());
        assertEquals(255, api.account(ADMIN).username().length());
    }

    @ParameterizedTest
    @CsvSource({
        "html, not a JSON object",
        "garbled, not a JSON object",
        "empty, does not contain the name",
        "too-long, longer than 1 MB",
        "cut-off, no complete response"
    })
    void anUnreadableResponseIsAnError(String answer, String text) {
        fal.next("{on: 'BILLING', response: '" + answer + "'}");

        FalException e = fails(() -> api.account(ADMIN));

        assertEquals(Outcome.UNKNOWN, e.outcome());
        assertThat(e.getMessage(), containsString(text));
        assertThat(e.getMessage(), not(containsString(ADMIN.secret())));
        assertNull(e.keyId());
    }

    private List<String> targets() {
        return fal.billingCalls().stream()
                .map(url -> url.encodedPath() + query(url))
                .toList();
    }

    private static String query(HttpUrl url) {
        return url.encodedQuery() == null ? "" : "?" + url.encodedQuery();
    }
}
