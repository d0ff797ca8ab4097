package io.jenkins.plugins.falkeys.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.account.UsageQuery;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Whatever fal returns, the call ends with a result or a {@link FalException}, after at most one POST, and reveals no
 * secret.
 */
class ApiFuzzTest {

    private static final AdminKey ADMIN = AdminKey.of("0ad31111-0000-4000-8000-000000000000:5ec4e75ec4e75ec4e75ec4e7");
    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");

    private static final String NEW_KEY =
            "{\"key_id\":\"abc12345\",\"key_secret\":\"0123456789abcdef\",\"key\":\"abc12345:0123456789abcdef\"}";
    private static final String PAGE = "{\"keys\":[{\"key_id\":\"abc12345\",\"alias\":\"a\",\"scope\":\"API\","
            + "\"created_at\":\"2026-11-25T00:00:00Z\"}],\"next_cursor\":\"c\",\"has_more\":true}";
    private static final String ACCOUNT =
            "{\"username\":\"acme\",\"credits\":{\"current_balance\":12.5,\"currency\":\"USD\"}}";
    private static final String USAGE = "{\"time_series\":[{\"bucket\":\"2026-11-25T00:00:00Z\",\"results\":["
            + "{\"endpoint_id\":\"fal-ai/flux\",\"unit\":\"image\",\"quantity\":1,\"unit_price\":0.1,\"cost\":0.1,"
            + "\"currency\":\"USD\",\"auth_method_structured\":{\"api_key_id\":\"abc12345\"}}]}],\"has_more\":false}";

    private interface Call {
        Object make(FalApi api) throws FalException;
    }

    private int posts;
    private List<String> path;

    private void check(int status, String retryAfter, String body, Call call) {
        posts = 0;
        OkHttpClient client = new OkHttpClient.Builder()
                .addInterceptor(chain -> answer(chain, status, retryAfter, body))
                .build();
        FalApi api = new FalApi(() -> client, () -> URI.create("http://127.0.0.1:1/v1"));
        try {
            Object result = call.make(api);
            assertFalse(String.valueOf(result).contains(ADMIN.value()));
        } catch (FalException e) {
            assertFalse(e.getMessage().contains("5ec4e75ec4e7"), "shows the admin key: " + e.getMessage());
            assertFalse(e.getMessage().contains("\n"), "more than one line: " + e.getMessage());
        }
        assertTrue(posts <= 1, posts + " POSTs");
    }

    private Response answer(Interceptor.Chain chain, int status, String retryAfter, String body) {
        path = chain.request().url().pathSegments();
        if (chain.request().method().equals("POST")) {
            posts++;
        }
        Response.Builder response = new Response.Builder()
                .request(chain.request())
                .protocol(Protocol.HTTP_1_1)
                .code(status)
                .message("")
                .body(ResponseBody.create(body, MediaType.get("application/json")));
        if (!retryAfter.isEmpty()) {
            response.addHeader("Retry-After", retryAfter);
        }
        return response.build();
    }

    @Property(seed = "1", shrinking = ShrinkingMode.BOUNDED)
    void newKey(@ForAll("statuses") int status, @ForAll("waits") String wait, @ForAll("newKeys") String body) {
        check(status, wait, body, api -> api.create(ADMIN, "alias"));
    }

    @Property(seed = "2", shrinking = ShrinkingMode.BOUNDED)
    void page(@ForAll("statuses") int status, @ForAll("waits") String wait, @ForAll("pages") String body) {
        check(status, wait, body, api -> api.page(ADMIN, null, 0));
    }

    @Property(seed = "3", shrinking = ShrinkingMode.BOUNDED)
    void deletion(@ForAll("statuses") int status, @ForAll("waits") String wait, @ForAll("pages") String body) {
        check(status, wait, body, api -> {
            api.delete(ADMIN, "abc12345");
            return "";
        });
    }

    @Property(seed = "4", shrinking = ShrinkingMode.BOUNDED)
    void account(@ForAll("statuses") int status, @ForAll("waits") String wait, @ForAll("accounts") String body) {
        check(status, wait, body, api -> api.account(ADMIN));
    }

    @Property(seed = "5", shrinking = ShrinkingMode.BOUNDED)
    void usage(@ForAll("statuses") int status, @ForAll("waits") String wait, @ForAll("usages") String body) {
        UsageQuery query = new UsageQuery(List.of("abc12345"), START, START.plusSeconds(1));
        check(status, wait, body, api -> api.usage(ADMIN, query, null));
    }

    /** An ID stands for one key in the URL, or is rejected before fal is called. */
    @Property(seed = "6", shrinking = ShrinkingMode.BOUNDED)
    void keyIdInTheUrl(@ForAll("texts") String keyId) {
        try {
            check(204, "", "", api -> {
                api.delete(ADMIN, keyId);
                return "";
            });
            assertEquals(List.of("v1", "keys", keyId), path);
        } catch (IllegalArgumentException e) {
            assertFalse(keyId.length() > 8 && e.getMessage().contains(keyId), "shows what could be a key");
        }
    }

    @Provide
    Arbitrary<Integer> statuses() {
        return Arbitraries.oneOf(
                Arbitraries.of(200, 201, 204, 301, 400, 401, 403, 404, 409, 429, 500, 503),
                Arbitraries.integers().between(200, 599));
    }

    @Provide
    Arbitrary<String> waits() {
        return Arbitraries.of(
                "", "0", "-1", "3600", "99999999999999999999", "Wed, 21 Oct 2015 07:28:00 GMT", "soon", "1.5", "1e9");
    }

    @Provide
    Arbitrary<String> texts() {
        return Scraps.text();
    }

    @Provide
    Arbitrary<String> newKeys() {
        return bodies(NEW_KEY, "key_id", "key_secret", "key", "alias", "error", "message");
    }

    @Provide
    Arbitrary<String> pages() {
        return bodies(PAGE, "keys", "key_id", "alias", "created_at", "next_cursor", "has_more", "error");
    }

    @Provide
    Arbitrary<String> accounts() {
        return bodies(ACCOUNT, "username", "credits", "current_balance", "currency", "error");
    }

    @Provide
    Arbitrary<String> usages() {
        return bodies(USAGE, "time_series", "results", "bucket", "endpoint_id", "quantity", "cost", "unit_price");
    }

    private static Arbitrary<String> bodies(String whole, String... fields) {
        return Arbitraries.oneOf(Scraps.damaged(whole), Scraps.json(fields), Scraps.text());
    }
}
