package io.jenkins.plugins.falkeys.api.http;

import java.io.IOException;
import java.net.Proxy;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Makes one HTTP call, and if it fails, knows whether the request may have reached fal. */
public final class FalTransport {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1");
    private static final int MAX_IDLE_CONNECTIONS = 8;

    /** Long enough for many keys in a row to share a connection, and short enough that fal rarely closes it first. */
    private static final int IDLE_SECONDS = 5;

    private final Supplier<OkHttpClient> client;
    private final ConnectionPool postConnections =
            new ConnectionPool(MAX_IDLE_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS);

    /**
     * @param client asked before each call; its proxy and timeouts apply
     */
    public FalTransport(Supplier<OkHttpClient> client) {
        this.client = client;
    }

    /**
     * Sends a request. Redirects are not followed, and a POST is sent at most once.
     *
     * @throws LostCallException if there was no complete response
     */
    public Answer send(Request request) throws LostCallException {
        Departure departure = new Departure();
        try {
            return execute(request, departure);
        } catch (Exception e) {
            // Not only IOException: OkHttp is written in Kotlin, and lets through an InterruptedException that it does
            // not declare.
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new LostCallException(e, departure.happened);
        }
    }

    private Answer execute(Request request, Departure departure) throws IOException {
        OkHttpClient once = client(request, departure);
        try (Response response = once.newCall(request).execute()) {
            return Answer.read(response);
        } catch (LiveConnections.ClosedByPeerException e) {
            // Nothing was sent. Connections that were idle together have often been closed together.
            postConnections.evictAll();
        }
        try (Response response = once.newCall(request).execute()) {
            return Answer.read(response);
        }
    }

    private OkHttpClient client(Request request, Departure departure) {
        OkHttpClient given = client.get();
        OkHttpClient.Builder builder = given.newBuilder()
                .followRedirects(false)
                .followSslRedirects(false)
                .eventListenerFactory(
                        call -> given.eventListenerFactory().create(call).plus(departure));
        if (request.method().equals("POST")) {
            builder.retryOnConnectionFailure(false)
                    .connectionPool(postConnections)
                    .addNetworkInterceptor(new LiveConnections());
        }
        if (isPlainLoopback(request.url())) {
            builder.proxy(Proxy.NO_PROXY);
        }
        return builder.build();
    }

    /** A proxy would see the admin key, and could not reach this machine's loopback address anyway. */
    private static boolean isPlainLoopback(HttpUrl url) {
        return !url.isHttps() && LOOPBACK.matcher(url.host()).matches();
    }

    /** Notes when the request starts to be sent: what fails before, such as the TLS handshake, has not reached fal. */
    private static final class Departure extends EventListener {

        private volatile boolean happened;

        @Override
        public void requestHeadersStart(Call call) {
            happened = true;
        }
    }
}
