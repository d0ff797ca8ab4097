package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.api.FalException.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that got no response: those that certainly did not reach fal are distinguished from those that may have. */
class LostResponseTest extends StubbedTest {

    private final OkHttpClient impatient =
            client.newBuilder().readTimeout(Duration.ofMillis(200)).build();

    @Test
    void aRefusedConnectionMeansNotSent() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        notSent(api("http://127.0.0.1:" + port + "/v1"), "ConnectException");
    }

    @Test
    void anUnknownHostMeansNotSent() {
        OkHttpClient noNames = client.newBuilder()
                .dns(host -> {
                    throw new UnknownHostException(host);
                })
                .build();

        notSent(new FalApi(() -> noNames, () -> URI.create("https://fal.invalid/v1")), "fal.invalid");
    }

    @Test
    void aFailedTlsHandshakeMeansNotSent() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread hangUp = new Thread(() -> hangUp(server));
            hangUp.start();

            notSent(api("https://127.0.0.1:" + server.getLocalPort() + "/v1"), "Could not reach fal");
        }
    }

    private static void hangUp(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                server.accept().close();
            } catch (IOException e) {
                return;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 407, 502})
    void aRefusedProxyTunnelMeansNotSent(int status) throws IOException {
        try (MockWebServer proxy = new MockWebServer()) {
            proxy.enqueue(new MockResponse.Builder().code(status).inTunnel().build());
            proxy.start(InetAddress.getLoopbackAddress(), 0);
            OkHttpClient behindProxy = client.newBuilder()
                    .proxy(new Proxy(
                            Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.getPort())))
                    .build();

            notSent(new FalApi(() -> behindProxy, () -> URI.create("https://fal.invalid/v1")), "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/v1", "v1", "mailto:x@y", ""})
    void anInvalidUrlMeansNotSent(String url) {
        notSent(api(url), "not an http or https URL");
    }

    @Test
    void aMissingUrlMeansNotSent() {
        notSent(new FalApi(() -> client, () -> null), "not an http or https URL");
    }

    private static void notSent(FalApi api, String text) {
        FalException e = fails(() -> api.create(ADMIN, "x"));

        assertEquals(Outcome.NOT_SENT, e.outcome());
        assertEquals(0, e.status());
        assertNull(e.getCause());
        assertThat(e.getMessage(), containsString(text));
    }

    @ParameterizedTest
    @CsvSource({"before, 0", "after, 1"})
    void aDroppedConnectionLeavesTheOutcomeOpenAndIsNotRepeated(String drop, int keys) {
        fal.next("{on: 'POST', drop: '" + drop + "'}");

        FalException e = fails(() -> api.create(ADMIN, "x"));

        assertEquals(Outcome.UNKNOWN, e.outcome());
        assertEquals(0, e.status());
        assertEquals(List.of("POST /keys"), fal.calls());
        assertEquals(keys, fal.keys().size());
    }

    @Test
    void aLateResponseLeavesTheOutcomeOpen() {
        fal.next("{on: 'POST', lateMillis: 60000}");

        FalException e = fails(() -> api(impatient).create(ADMIN, "x"));

        assertEquals(Outcome.UNKNOWN, e.outcome());
        assertThat(e.getMessage(), containsString("imeout"));
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            while (fal.keys().isEmpty()) {
                Thread.sleep(10);
            }
        });
        assertEquals(1, fal.calls().size());
        assertEquals(1, fal.keys().size());
    }

    @Test
    void aSlowResponseWithinTheTimeoutIsRead() throws FalException {
        fal.next("{on: 'POST', lateMillis: 50}");

        assertTrue(fal.works(api.create(ADMIN, "x").value()));
    }

    @Test
    void aCancelledCallLeavesTheOutcomeOpen() {
        OkHttpClient cancelling = client.newBuilder()
                .eventListener(new EventListener() {
                    @Override
                    public void requestBodyEnd(Call call, long byteCount) {
                        call.cancel();
                    }
                })
                .build();

        FalException e = fails(() -> api(cancelling).create(ADMIN, "x"));

        assertEquals(Outcome.UNKNOWN, e.outcome());
    }

    @Test
    void aCallCancelledBeforeItStartedMeansNotSent() {
        OkHttpClient cancelling = client.newBuilder()
                .eventListener(new EventListener() {
                    @Override
                    public void callStart(Call call) {
                        call.cancel();
                    }
                })
                .build();

        notSent(api(cancelling), "Canceled");
        assertThat(fal.calls(), empty());
    }

    @Test
    void anInterruptedThreadStaysInterrupted() {
        Thread.currentThread().interrupt();

        FalException e = fails(() -> api.create(ADMIN, "x"));

        assertTrue(Thread.interrupted());
        assertEquals(Outcome.NOT_SENT, e.outcome());
        assertThat(e.getMessage(), containsString("nterrupted"));
        assertThat(fal.keys(), empty());
    }

    @ParameterizedTest
    @CsvSource({"408, 0", "503, 0"})
    void okHttpDoesNotRepeatAPost(int status, String retryAfter) {
        fal.next("{on: 'POST', status: " + status + ", retryAfter: '" + retryAfter + "'}");

        assertEquals(status, fails(() -> api.create(ADMIN, "x")).status());
        assertEquals(List.of("POST /keys"), fal.calls());
    }

    @Test
    void theClientsOwnEventListenerIsStillCalled() throws FalException {
        AtomicInteger heard = new AtomicInteger();
        OkHttpClient listening = client.newBuilder()
                .eventListener(new EventListener() {
                    @Override
                    public void callEnd(Call call) {
                        heard.incrementAndGet();
                    }
                })
                .build();

        api(listening).create(ADMIN, "x");

        assertEquals(1, heard.get());
    }

    @Test
    void okHttpDoesNotRepeatASafeCallEither() {
        fal.next("{on: 'DELETE', status: 500}");

        assertEquals(Outcome.UNKNOWN, fails(() -> api.delete(ADMIN, "a")).outcome());
        assertEquals(1, fal.calls().size());
    }
}
