package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.FalException.Outcome;
import io.jenkins.plugins.falkeys.api.account.UsageLine;
import io.jenkins.plugins.falkeys.api.account.UsagePage;
import io.jenkins.plugins.falkeys.api.account.UsageQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest extends StubbedTest {

    private static final String FLUX = "fal-ai/flux/dev";
    private static final Instant END = Instant.now().truncatedTo(ChronoUnit.DAYS);
    private static final Instant START = END.minus(7, ChronoUnit.DAYS);
    private static final Instant MONDAY = START.plus(1, ChronoUnit.DAYS);

    private final String keyId = fal.addKey(FalApiStub.ADMIN_KEY, "a").id();
    private final String otherId = fal.addKey(FalApiStub.ADMIN_KEY, "b").id();

    @Test
    void isReportedByKeyModelAndDay() throws FalException {
        fal.addUsage(keyId, FLUX, "image", "4", "0.10", "0.32", "USD", MONDAY.plusSeconds(3600));
        fal.addUsage(otherId, "fal-ai/veo", "second", "7.5", null, "3", "EUR", MONDAY.plus(1, ChronoUnit.DAYS));

        UsagePage page = api.usage(ADMIN, query(keyId, otherId), null);

        assertEquals(
                List.of(
                        line(keyId, FLUX, "image", "4", "0.10", "0.32", "USD", MONDAY),
                        line(
                                otherId,
                                "fal-ai/veo",
                                "second",
                                "7.5",
                                null,
                                "3",
                                "EUR",
                                MONDAY.plus(1, ChronoUnit.DAYS))),
                page.lines());
        assertNull(page.next());
    }

    @Test
    void requestsTheKeysAndTheExactTimes() throws FalException {
        api.usage(
                ADMIN,
                new UsageQuery(
                        List.of("a", "b&c"),
                        Instant.parse("2026-03-01T12:00:00.123456789Z"),
                        Instant.parse("2026-03-02T00:00:00Z")),
                "3");

        HttpUrl url = fal.usageCalls().get(0);
        assertEquals("/v1/models/usage", url.encodedPath());
        assertEquals(List.of("a", "b&c"), url.queryParameterValues("api_key_id"));
        assertEquals(List.of("time_series", "auth_method_structured"), url.queryParameterValues("expand"));
        assertEquals("day", url.queryParameter("timeframe"));
        assertEquals("false", url.queryParameter("bound_to_timeframe"));
        assertEquals("2026-03-01T12:00:00.123Z", url.queryParameter("start"));
        assertEquals("2026-03-02T00:00:00Z", url.queryParameter("end"));
        assertEquals("3", url.queryParameter("cursor"));
    }

    @Test
    void theCursorLeadsFromPageToPage() throws FalException {
        fal.usagePageSize(2);
        for (int i = 0; i < 5; i++) {
            fal.addUsage(keyId, "model-" + i, "image", "1", "1", "1", "USD", MONDAY.plusSeconds(i));
        }
        List<String> models = new ArrayList<>();
        String cursor = null;
        do {
            UsagePage page = api.usage(ADMIN, query(keyId), cursor);
            page.lines().forEach(line -> models.add(line.endpointId()));
            cursor = page.next();
        } while (cursor != null);

        assertEquals(List.of("model-0", "model-1", "model-2", "model-3", "model-4"), models);
        assertEquals(3, fal.usageCalls().size());
    }

    @Test
    void keysOfOthersAndOtherTimesDoNotCount() throws FalException {
        fal.addAccount("other:admin");
        String theirs = fal.addKey("other:admin", "theirs").id();
        for (String id : List.of(keyId, otherId, theirs)) {
            fal.addUsage(id, FLUX, "image", "1", "1", "1", "USD", MONDAY);
        }
        fal.addUsage(keyId, FLUX, "image", "1", "1", "1", "USD", END);
        fal.addUsage(keyId, FLUX, "image", "1", "1", "1", "USD", START.minusMillis(1));

        assertEquals(1, api.usage(ADMIN, query(keyId, theirs), null).lines().size());
    }

    @Test
    void usageOfADeletedKeyMayStillBeReported() throws FalException {
        fal.addUsage(keyId, FLUX, "image", "1", "1", "1", "USD", MONDAY);
        api.delete(ADMIN, keyId);

        assertEquals(1, api.usage(ADMIN, query(keyId), null).lines().size());

        fal.dropUsageOfDeletedKeys();

        assertEquals(0, api.usage(ADMIN, query(keyId), null).lines().size());
    }

    @Test
    void lateUsageIsNotReportedYet() throws FalException {
        fal.usageDelay(Duration.ofDays(9));
        fal.addUsage(keyId, FLUX, "image", "1", "1", "1", "USD", MONDAY);

        assertEquals(List.of(), api.usage(ADMIN, query(keyId), null).lines());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.1",
                "0.10",
                "0.30000000000000004",
                "12345678901234567890.123456789012345678901234567890",
                "1e-7",
                "2E3",
                "7"
            })
    void numbersAreExactlyThoseOfFal(String number) throws FalException {
        answer("{\"endpoint_id\": \"m\", \"quantity\": " + number + ", \"unit_price\": " + number + ", \"cost_total\": "
                + number + "}");

        UsageLine line = api.usage(ADMIN, query(keyId), null).lines().get(0);

        assertEquals(new BigDecimal(number), line.cost());
        assertEquals(new BigDecimal(number), line.quantity());
        assertEquals(new BigDecimal(number), line.unitPrice());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"cost_total\": 0.5, \"cost\": 0.7 | 0.5",
                "\"cost\": 0.7 | 0.7",
                "\"cost_total\": 0, \"cost\": 0.7 | 0",
                "\"cost_total\": 0.5, \"cost\": null | 0.5"
            })
    void theCostCanHaveItsOldName(String costs, BigDecimal cost) throws FalException {
        answer("{\"endpoint_id\": \"m\", \"quantity\": 1, " + costs + "}");

        assertEquals(cost, api.usage(ADMIN, query(keyId), null).lines().get(0).cost());
    }

    @Test
    void unknownAndMissingFieldsDoNotMatter() throws FalException {
        fal.next("{on: 'USAGE', status: 200, body: {time_series: [{bucket: 'never', results: [{endpoint_id: 'm',"
                + " quantity: 1, cost_total: 2, unit: null, currency: null, auth_method_structured: {detail: 'None',"
                + " login_username: 'x'}, percent_discount: null, plan: {a: [1]}}]}], summary: [], totals: {}}}");

        assertEquals(
                List.of(line(null, "m", "", "1", null, "2", null, null)),
                api.usage(ADMIN, query(keyId), null).lines());
    }

    @Test
    void bucketsHaveAnOffset() throws FalException {
        fal.next("{on: 'USAGE', status: 200, body: {time_series: [{bucket: '2025-01-15T00:00:00-05:00', results:"
                + " [{endpoint_id: 'm', quantity: 1, cost_total: 2}]}]}}");

        assertEquals(
                Instant.parse("2025-01-15T05:00:00Z"),
                api.usage(ADMIN, query(keyId), null).lines().get(0).bucket());
    }

    @Test
    void textsAreSanitizedForLogs() throws FalException {
        answer("{\"endpoint_id\": \"one\\ntwo " + ADMIN.secret() + "\", \"unit\": \"im\\u001b[1mage\","
                + " \"currency\": \"" + "X".repeat(20) + "\", \"quantity\": 1, \"cost\": 1}");

        UsageLine line = api.usage(ADMIN, query(keyId), null).lines().get(0);

        assertEquals("one two ****", line.endpointId());
        assertEquals("image", line.unit());
        assertEquals("XXXXXXXXX…", line.currency());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "null",
                "{}",
                "{\"quantity\": 1, \"cost_total\": 1}",
                "{\"endpoint_id\": \" \", \"quantity\": 1, \"cost_total\": 1}",
                "{\"endpoint_id\": \"m\", \"cost_total\": 1}",
                "{\"endpoint_id\": \"m\", \"quantity\": 1}",
                "{\"endpoint_id\": \"m\", \"quantity\": 1, \"cost_total\": null}",
                "{\"endpoint_id\": \"m\", \"quantity\": 1, \"cost_total\": \"1\"}",
                "{\"endpoint_id\": \"m\", \"quantity\": 1, \"cost_total\": -1}",
                "{\"endpoint_id\": \"m\", \"quantity\": 1, \"cost_total\": 1e999999999}",
                "{\"endpoint_id\": \"m\", \"quantity\": 1, \"cost_total\": 1e-999999999}",
                "{\"endpoint_id\": \"m\", \"quantity\": 1, \"cost_total\": 1, \"unit_price\": \"free\"}"
            })
    void anUnreadableLineMakesThePageUnreadable(String line) {
        answer("{\"endpoint_id\": \"m\", \"quantity\": 1, \"cost_total\": 1}, " + line);

        FalException e = fails(() -> api.usage(ADMIN, query(keyId), null));

        assertEquals(200, e.status());
        assertEquals(Outcome.UNKNOWN, e.outcome());
        assertThat(e.getMessage(), containsString("usage without a model"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", ".5", "0x1", "1.e", "1,5"})
    void invalidNumbersAreInvalidJson(String cost) {
        answer("{\"endpoint_id\": \"m\", \"quantity\": 1, \"cost_total\": " + cost + "}");

        assertThat(fails(() -> api.usage(ADMIN, query(keyId), null)).getMessage(), containsString("not a JSON object"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{status: 200, body: {}} | no usage data",
                "{status: 200, body: {time_series: {}}} | no usage data",
                "{status: 200, body: {time_series: [7]}} | no usage data",
                "{status: 200, body: {time_series: [{bucket: 'x'}]}} | no usage data",
                "{status: 200, body: {time_series: [], has_more: true}} | not how to request them",
                "{response: 'html'} | not a JSON object",
                "{response: 'garbled'} | not a JSON object",
                "{response: 'empty'} | no usage data",
                "{response: 'cut-off'} | no complete response",
                "{drop: 'before'} | no complete response"
            })
    void anUnreadableResponseIsAnError(String fault, String text) {
        fal.always(fault.replaceFirst("[{]", "{on: 'USAGE', "));

        FalException e = fails(() -> api.usage(ADMIN, query(keyId), null));

        assertEquals(Outcome.UNKNOWN, e.outcome());
        assertThat(e.getMessage(), containsString(text));
    }

    @Test
    void aResponseThatIsTooLongIsReportedAsSuch() {
        fal.next("{on: 'USAGE', response: 'huge'}");

        assertTrue(fails(() -> api.usage(ADMIN, query(keyId), null)).tooLong());
    }

    @ParameterizedTest
    @CsvSource({
        "400, REFUSED",
        "401, REFUSED",
        "403, REFUSED",
        "404, REFUSED",
        "429, REFUSED",
        "500, UNKNOWN",
        "503, UNKNOWN"
    })
    void falsErrorsAreReported(int status, Outcome outcome) {
        fal.next("{on: 'USAGE', status: " + status + ", message: 'Said fal', retryAfter: '7'}");

        FalException e = fails(() -> api.usage(ADMIN, query(keyId), null));

        assertEquals(status, e.status());
        assertEquals(outcome, e.outcome());
        assertEquals(Duration.ofSeconds(7), e.retryAfter());
        assertThat(e.getMessage(), containsString("read the usage"));
        assertThat(e.getMessage(), containsString("Said fal."));
        assertEquals(1, fal.usageCalls().size());
    }

    @Test
    void anOlderApiReturns404() {
        fal.next("{on: 'USAGE', status: 404, body: '<html>Not Found</html>', contentType: 'text/html'}");

        assertEquals(404, fails(() -> api.usage(ADMIN, query(keyId), null)).status());
    }

    static Stream<List<String>> badKeys() {
        return Stream.of(List.of(), Collections.nCopies(51, "a"));
    }

    @ParameterizedTest
    @MethodSource("badKeys")
    void aQueryThatFalWouldRefuseIsNotSent(List<String> keyIds) {
        assertThrows(IllegalArgumentException.class, () -> new UsageQuery(keyIds, START, END));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a\nb"})
    void aQueryForAnInvalidKeyIdIsNotSent(String id) {
        assertThrows(IllegalArgumentException.class, () -> api.usage(ADMIN, query(keyId, id), null));
        assertEquals(List.of(), fal.usageCalls());
    }

    @Test
    void theEndMustBeAfterTheStart() {
        assertThrows(IllegalArgumentException.class, () -> new UsageQuery(List.of("a"), END, END));
        assertThrows(IllegalArgumentException.class, () -> new UsageQuery(List.of("a"), END, START));
    }

    @Test
    void fiftyKeysFitIntoOneRequest() throws FalException {
        List<String> keyIds = new ArrayList<>(Collections.nCopies(49, "nobody"));
        keyIds.add(keyId);
        fal.addUsage(keyId, FLUX, "image", "1", "1", "1", "USD", MONDAY);

        UsagePage page = api.usage(ADMIN, new UsageQuery(keyIds, START, END), null);

        assertEquals(1, page.lines().size());
    }

    /** Sends the lines as strict JSON, since the stub's lenient form cannot express everything. */
    private void answer(String lines) {
        String body = "{\"time_series\": [{\"bucket\": \"2026-03-01T00:00:00Z\", \"results\": [" + lines + "]}]}";
        fal.next("{on: 'USAGE', status: 200, body: '"
                + body.replace("\\", "\\\\").replace("'", "\\'") + "'}");
    }

    private static UsageQuery query(String... keyIds) {
        return new UsageQuery(List.of(keyIds), START, END);
    }

    private static UsageLine line(
            String keyId,
            String endpointId,
            String unit,
            String quantity,
            String unitPrice,
            String cost,
            String currency,
            Instant bucket) {
        return new UsageLine(
                keyId,
                endpointId,
                unit,
                new BigDecimal(quantity),
                unitPrice == null ? null : new BigDecimal(unitPrice),
                new BigDecimal(cost),
                currency,
                bucket);
    }
}
