package io.jenkins.plugins.falkeys.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.api.FalException.Outcome;
import io.jenkins.plugins.falkeys.api.RawServer.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connections calls use: a POST must not be sent twice, and the admin key must only reach fal. */
class ConnectionTest extends StubbedTest {

    @Test
    void postsInARowShareAConnection() throws Exception {
        try (RawServer server = new RawServer(Reply.ANSWER)) {
            FalApi raw = api(server.url());
            raw.create(ADMIN, "a");
            raw.create(ADMIN, "b");
            raw.create(ADMIN, "c");

            assertEquals(1, server.connections());
            assertEquals(3, server.requests().size());
        }
    }

    @Test
    void postsShareAConnectionEvenIfTimeoutsChanged() throws Exception {
        try (RawServer server = new RawServer(Reply.ANSWER)) {
            FalApi raw = new FalApi(
                    () -> client.newBuilder().readTimeout(Duration.ofSeconds(9)).build(),
                    () -> URI.create(server.url()));
            raw.create(ADMIN, "a");
            raw.create(ADMIN, "b");

            assertEquals(1, server.connections());
        }
    }

    @Test
    void aPostIsNotSentOnAConnectionThatFalHasClosed() throws Exception {
        try (RawServer server = new RawServer(Reply.ANSWER_AND_CLOSE)) {
            FalApi raw = api(server.url());
            for (int i = 0; i < 3; i++) {
                assertEquals("i:s", raw.create(ADMIN, "x").value());
                server.awaitClosed();
            }

            assertEquals(3, server.connections());
            assertEquals(List.of("POST /keys", "POST /keys", "POST /keys"), server.requests());
        }
    }

    @Test
    void aPostOnASharedConnectionThatBreaksIsNotSentAgain() throws Exception {
        try (RawServer server = new RawServer(Reply.ANSWER, Reply.CLOSE, Reply.ANSWER)) {
            FalApi raw = api(server.url());
            raw.create(ADMIN, "a");
            FalException e = fails(() -> raw.create(ADMIN, "b"));

            assertEquals(Outcome.UNKNOWN, e.outcome());
            assertEquals(1, server.connections());
            assertEquals(2, server.requests().size());
        }
    }

    @Test
    void aPostDoesNotUseAConnectionOfOtherCalls() throws FalException {
        api.page(ADMIN, null, 0);
        api.create(ADMIN, "a");
        api.create(ADMIN, "b");
        api.page(ADMIN, null, 0);

        List<Integer> connections = fal.requests().stream()
                .map(request -> request.getConnectionIndex())
                .toList();
        assertEquals(List.of(0, 1, 1, 0), connections);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "LocalHost"})
    void plainHttpToThisMachineBypassesTheProxy(String host) throws IOException, FalException {
        try (MockWebServer proxy = new MockWebServer()) {
            FalApi behindProxy = behind(proxy, fal.url().replace("127.0.0.1", host));
            behindProxy.create(ADMIN, "a");
            behindProxy.page(ADMIN, null, 0);

            assertEquals(2, fal.calls().size());
            assertEquals(0, proxy.getRequestCount());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1.fal.invalid/v1", "http://fal.invalid/v1", "https://127.0.0.1:1/v1"})
    void everythingElseGoesThroughTheProxy(String url) throws IOException {
        try (MockWebServer proxy = new MockWebServer()) {
            proxy.enqueue(new MockResponse.Builder().code(403).build());
            proxy.enqueue(new MockResponse.Builder().code(403).inTunnel().build());
            FalApi behindProxy = behind(proxy, url);
            fails(() -> behindProxy.page(ADMIN, null, 0));

            assertTrue(proxy.getRequestCount() > 0);
        }
    }

    private FalApi behind(MockWebServer proxy, String url) throws IOException {
        proxy.start(InetAddress.getLoopbackAddress(), 0);
        OkHttpClient behindProxy = client.newBuilder()
                .proxy(new Proxy(
                        Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.getPort())))
                .build();
        return new FalApi(() -> behindProxy, () -> URI.create(url));
    }
}
