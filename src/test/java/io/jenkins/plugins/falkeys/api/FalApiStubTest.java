package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesRegex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.account.UsageQuery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The behaviour of the stub that tests rely on. */
class FalApiStubTest extends StubbedTest {

    private static final String KEY = "Key " + FalApiStub.ADMIN_KEY;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | application/json",
                "{\"alias\": \"\"} | application/json",
                "{\"alias\": 5} | application/json",
                "{\"alias\": | application/json",
                "alias=x | application/x-www-form-urlencoded"
            })
    void aRequestThatViolatesTheSchemaIsRefused(String body, String contentType) throws IOException {
        assertEquals(400, post(KEY, body, contentType));
        assertEquals(0, fal.keys().size());
    }

    @Test
    void theLengthOfAnAliasIsCountedInCodePoints() throws IOException {
        String longest = "\ud83d\udd11".repeat(255);

        assertEquals(201, post(KEY, "{\"alias\": \"" + longest + "\"}", "application/json"));
        assertEquals(400, post(KEY, "{\"alias\": \"" + longest + "x\"}", "application/json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer %s", "%s", "key %s"})
    void otherAuthorizationHeadersAreRefused(String form) throws IOException {
        assertEquals(401, post(form.formatted(FalApiStub.ADMIN_KEY), "{\"alias\": \"x\"}", "application/json"));
    }

    @Test
    void aFaultAppliesToItsMethodAndItsNumberOfRequests() throws FalException {
        fal.next("{on: 'POST', status: 400, times: 2}");

        api.verify(ADMIN);
        assertEquals(400, fails(() -> api.create(ADMIN, "x")).status());
        assertEquals(400, fails(() -> api.create(ADMIN, "x")).status());
        api.create(ADMIN, "x");
    }

    @Test
    void requestsForAccountAndUsageAreSeparateFromThoseForKeys() throws FalException {
        fal.next("{status: 500}");
        fal.always("{status: 503}");
        fal.limit(null, 1);

        api.account(ADMIN);
        api.usage(ADMIN, new UsageQuery(List.of("a"), Instant.EPOCH, Instant.now()), null);

        assertThat(fal.calls(), empty());
        assertThat(fal.requests(), empty());
        assertEquals(1, fal.billingCalls().size());
        assertEquals(1, fal.usageCalls().size());
        assertEquals(500, fails(() -> api.verify(ADMIN)).status());
    }

    @Test
    void aFaultCanAffectOneAccountOnly() throws FalException {
        fal.addAccount("other:admin");
        fal.next("{account: 'other', status: 429}");

        api.verify(ADMIN);
        assertEquals(429, fails(() -> api.verify(AdminKey.of("other:admin"))).status());
        api.verify(AdminKey.of("other:admin"));
    }

    @Test
    void aPermanentFaultAppliesUntilClearedUnlessAQueuedFaultDoes() throws FalException {
        fal.always("{on: 'GET', status: 503}");
        fal.next("{on: 'GET', status: 500}");

        assertEquals(500, fails(() -> api.verify(ADMIN)).status());
        assertEquals(503, fails(() -> api.verify(ADMIN)).status());
        assertEquals(503, fails(() -> api.verify(ADMIN)).status());
        api.create(ADMIN, "x");
        fal.clearFaults();
        api.verify(ADMIN);
    }

    @Test
    void aLimitRefusesExcessRequestsWithoutEffect() throws FalException, InterruptedException {
        fal.addAccount("other:admin");
        fal.limit("POST", 1, "7");
        FalException refusal = null;
        while (refusal == null) {
            refusal = refusalOfACreate();
        }

        assertEquals(429, refusal.status());
        assertEquals("rate_limited", refusal.type());
        assertEquals(Duration.ofSeconds(7), refusal.retryAfter());
        assertEquals(fal.count("POST") - 1, fal.keys().size());

        api.verify(ADMIN);
        api.create(AdminKey.of("other:admin"), "x");
        Thread.sleep(1100);
        api.create(ADMIN, "x");
        fal.limit("POST", 0);
        api.create(ADMIN, "x");
    }

    @CheckForNull
    private FalException refusalOfACreate() {
        try {
            api.create(ADMIN, "x");
            return null;
        } catch (FalException e) {
            return e;
        }
    }

    @Test
    void aLimitAcceptsRequestsUpToItsRate() {
        fal.limit("GET", 50);
        int passed = 0;
        long start = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            try {
                api.verify(ADMIN);
                passed++;
            } catch (FalException e) {
                assertNull(e.retryAfter());
            }
        }
        double seconds = (System.nanoTime() - start) * 1e-9;

        assertThat(passed, greaterThanOrEqualTo(50));
        assertThat((double) passed, lessThanOrEqualTo(50 + 50 * seconds));
    }

    @Test
    void usageIsRefusedForTooManyKeysAndWithoutATimeSeries() throws IOException {
        assertEquals(200, get("/models/usage?expand=time_series&api_key_id=" + "a,".repeat(50)));
        assertEquals(400, get("/models/usage?expand=time_series&api_key_id=" + "a,".repeat(51)));
        assertEquals(400, get("/models/usage?expand=auth_method_structured"));
    }

    @Test
    void aFaultWithAnUnknownNameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> fal.next("{onn: 'POST'}"));
    }

    @Test
    void keysAreTheSameEachTime() {
        try (FalApiStub twin = new FalApiStub()) {
            String value = twin.addKey(FalApiStub.ADMIN_KEY, "x").value();

            assertEquals(value, fal.addKey(FalApiStub.ADMIN_KEY, "y").value());
            assertThat(value, matchesRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{32}"));
        }
    }

    private int get(String path) throws IOException {
        Request request = new Request.Builder()
                .url(fal.url() + path)
                .header("Authorization", KEY)
                .build();
        try (Response response = client.newCall(request).execute()) {
            return response.code();
        }
    }

    private int post(String authorization, String body, String contentType) throws IOException {
        Request request = new Request.Builder()
                .url(fal.url() + "/keys")
                .header("Authorization", authorization)
                .post(RequestBody.create(body, MediaType.get(contentType)))
                .build();
        try (Response response = client.newCall(request).execute()) {
            return response.code();
        }
    }
}
