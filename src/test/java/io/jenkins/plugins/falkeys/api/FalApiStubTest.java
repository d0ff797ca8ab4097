package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.matchesRegex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.falkeys.FalApiStub;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tests rely on where the stub stands in for fal. */
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
    void requestThatBreaksTheSchemaIsRefused(String body, String contentType) throws IOException {
        assertEquals(400, post(KEY, body, contentType));
        assertEquals(0, fal.keys().size());
    }

    @Test
    void aliasIsCountedInCodePoints() throws IOException {
        String longest = "\ud83d\udd11".repeat(255);

        assertEquals(201, post(KEY, "{\"alias\": \"" + longest + "\"}", "application/json"));
        assertEquals(400, post(KEY, "{\"alias\": \"" + longest + "x\"}", "application/json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer %s", "%s", "key %s"})
    void otherFormsOfAuthorizationAreRefused(String form) throws IOException {
        assertEquals(401, post(form.formatted(FalApiStub.ADMIN_KEY), "{\"alias\": \"x\"}", "application/json"));
    }

    @Test
    void faultWaitsForItsMethodAndForAsManyRequestsAsItSays() throws FalException {
        fal.next("{on: 'POST', status: 400, times: 2}");

        api.list(ADMIN);
        assertEquals(400, fails(() -> api.create(ADMIN, "x")).status());
        assertEquals(400, fails(() -> api.create(ADMIN, "x")).status());
        api.create(ADMIN, "x");
    }

    @Test
    void faultWithAnUnknownNameIsRefused() {
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
