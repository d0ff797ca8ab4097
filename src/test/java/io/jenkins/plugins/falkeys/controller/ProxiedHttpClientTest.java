package io.jenkins.plugins.falkeys.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import hudson.ProxyConfiguration;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import java.net.InetAddress;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The real HTTP client, with Jenkins' proxy. */
@WithJenkins
class ProxiedHttpClientTest {

    private static final AdminKey ADMIN = AdminKey.of(FalApiStub.ADMIN_KEY);

    private final FalApiStub fal = new FalApiStub();
    private final MockWebServer proxy = new MockWebServer();
    private JenkinsRule jenkins;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(fal.start());
        proxy.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void tearDown() {
        jenkins.jenkins.setProxy(null);
        fal.close();
        proxy.close();
    }

    @Test
    void callsShareConnections() throws FalException {
        FalApi api = new FalApi(ProxiedHttpClient::get, () -> URI.create(fal.url()));
        api.page(ADMIN, null, 0);
        api.create(ADMIN, "a");
        api.page(ADMIN, null, 0);
        api.create(ADMIN, "b");

        Set<Integer> connections = new TreeSet<>();
        fal.requests().forEach(request -> connections.add(request.getConnectionIndex()));
        assertEquals(2, connections.size(), "one for POSTs, one for the rest: " + connections);
    }

    @Test
    void everySettingTakesEffectOnTheNextCall() {
        OkHttpClient before = ProxiedHttpClient.get();
        assertSame(before, ProxiedHttpClient.get());

        before = changed(before, new ProxyConfiguration("127.0.0.1", proxy.getPort()));
        before = changed(before, new ProxyConfiguration("localhost", proxy.getPort()));
        before = changed(before, new ProxyConfiguration("localhost", 1));
        before = changed(before, new ProxyConfiguration("localhost", 1, "user", "a"));
        before = changed(before, new ProxyConfiguration("localhost", 1, "user", "b"));
        before = changed(before, new ProxyConfiguration("localhost", 1, "user", "b", "fal.ai"));
        jenkins.jenkins.getProxy().setSecretPassword(Secret.fromString("c"));
        assertNotSame(before, ProxiedHttpClient.get());
        before = changed(ProxiedHttpClient.get(), null);

        FalKeysConfiguration.get().setReadTimeoutSeconds(7);
        assertNotSame(before, ProxiedHttpClient.get());
        assertEquals(7_000, ProxiedHttpClient.get().readTimeoutMillis());
        FalKeysConfiguration.get().setConnectTimeoutSeconds(3);
        assertEquals(3_000, ProxiedHttpClient.get().connectTimeoutMillis());
        assertEquals(10_000, ProxiedHttpClient.get().callTimeoutMillis());
    }

    private OkHttpClient changed(OkHttpClient before, ProxyConfiguration configuration) {
        jenkins.jenkins.setProxy(configuration);
        OkHttpClient after = ProxiedHttpClient.get();
        assertNotSame(before, after);
        assertSame(after, ProxiedHttpClient.get());
        return after;
    }

    @Test
    void aProxyGetsItsPasswordButNotTheAdminKey() throws Exception {
        proxy.enqueue(new MockResponse.Builder()
                .code(407)
                .setHeader("Proxy-Authenticate", "Basic realm=\"p\"")
                .inTunnel()
                .build());
        proxy.enqueue(new MockResponse.Builder().code(403).inTunnel().build());
        jenkins.jenkins.setProxy(new ProxyConfiguration("127.0.0.1", proxy.getPort(), "user", "secret"));

        page("https://api.fal.invalid/v1");

        assertEquals("CONNECT", proxy.takeRequest().getMethod());
        assertEquals("Basic dXNlcjpzZWNyZXQ=", proxy.takeRequest().getHeaders().get("Proxy-Authorization"));
        assertEquals(2, proxy.getRequestCount());
    }

    @Test
    void connectionsThroughAPreviousProxyAreNotReused() throws Exception {
        String answer = "{\"keys\": []}";
        proxy.enqueue(new MockResponse.Builder().body(answer).build());
        jenkins.jenkins.setProxy(new ProxyConfiguration("127.0.0.1", proxy.getPort()));
        FalApi api = new FalApi(ProxiedHttpClient::get, () -> URI.create("http://api.fal.invalid/v1"));
        api.page(ADMIN, null, 0);
        try (MockWebServer other = new MockWebServer()) {
            other.start(InetAddress.getLoopbackAddress(), 0);
            other.enqueue(new MockResponse.Builder().body(answer).build());
            jenkins.jenkins.setProxy(new ProxyConfiguration("127.0.0.1", other.getPort()));
            api.page(ADMIN, null, 0);

            assertEquals(1, proxy.getRequestCount());
            assertEquals(1, other.getRequestCount());
        }
    }

    /** A certificate for the stub, which only a test's client trusts. */
    private static HeldCertificate certificate(String host) {
        return new HeldCertificate.Builder().addSubjectAlternativeName(host).build();
    }

    private static SSLSocketFactory serving(HeldCertificate certificate) {
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeyIsMintedThroughTheProxy(boolean withPassword) throws Exception {
        HeldCertificate certificate = certificate("api.fal.invalid");
        proxy.useHttps(serving(certificate));
        if (withPassword) {
            proxy.enqueue(new MockResponse.Builder()
                    .code(407)
                    .setHeader("Proxy-Authenticate", "Basic realm=\"p\"")
                    .inTunnel()
                    .build());
        }
        proxy.enqueue(new MockResponse.Builder().inTunnel().build());
        proxy.enqueue(new MockResponse.Builder()
                .code(201)
                .body("{\"key_id\": \"abc12345\", \"key_secret\": \"0123456789abcdef\","
                        + " \"key\": \"abc12345:0123456789abcdef\"}")
                .build());
        jenkins.jenkins.setProxy(
                withPassword
                        ? new ProxyConfiguration("127.0.0.1", proxy.getPort(), "user", "secret")
                        : new ProxyConfiguration("127.0.0.1", proxy.getPort()));
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        OkHttpClient client = ProxiedHttpClient.get()
                .newBuilder()
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .build();

        FalKey key = new FalApi(() -> client, () -> URI.create("https://api.fal.invalid/v1")).create(ADMIN, "a");

        assertEquals("abc12345", key.keyId());
        assertEquals(withPassword ? 3 : 2, proxy.getRequestCount());
        for (int i = withPassword ? 2 : 1; i > 0; i--) {
            RecordedRequest connect = proxy.takeRequest();
            assertEquals("CONNECT", connect.getMethod());
            assertNull(connect.getHeaders().get("Authorization"));
        }
        RecordedRequest post = proxy.takeRequest();
        assertEquals("POST", post.getMethod());
        assertEquals("Key " + FalApiStub.ADMIN_KEY, post.getHeaders().get("Authorization"));
        assertNull(post.getHeaders().get("Proxy-Authorization"));
    }

    @Test
    @Evidence(Attack.TLS)
    void aServerWithoutATrustedCertificateGetsNoAdminKey() throws Exception {
        try (MockWebServer impostor = new MockWebServer()) {
            impostor.useHttps(serving(certificate("localhost")));
            impostor.start(InetAddress.getLoopbackAddress(), 0);

            page("https://localhost:" + impostor.getPort() + "/v1");

            assertEquals(0, impostor.getRequestCount());
        }
    }

    @Test
    @Evidence(Attack.ADMIN_KEY)
    void plainHttpToThisMachineDoesNotReachTheProxy() throws Exception {
        jenkins.jenkins.setProxy(new ProxyConfiguration("127.0.0.1", proxy.getPort()));

        new FalApi(ProxiedHttpClient::get, () -> URI.create(fal.url().replace("127.0.0.1", "localhost")))
                .create(ADMIN, "x");

        assertEquals(1, fal.keys().size());
        assertEquals(0, proxy.getRequestCount());
        assertNull(jenkins.jenkins.getProxy().getNoProxyHost());
    }

    private static void page(String url) {
        try {
            new FalApi(ProxiedHttpClient::get, () -> URI.create(url)).page(ADMIN, null, 0);
            throw new AssertionError("there is no such server");
        } catch (FalException expected) {
            assertEquals(FalException.Outcome.NOT_SENT, expected.outcome());
        }
    }
}
