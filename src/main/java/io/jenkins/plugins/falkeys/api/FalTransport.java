package io.jenkins.plugins.falkeys.api;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Makes one HTTP call to its end, and knows of a failed one whether it may have reached fal. */
final class FalTransport {

    private final Supplier<OkHttpClient> client;

    FalTransport(Supplier<OkHttpClient> client) {
        this.client = client;
    }

    Answer send(Request request, Failures failures) throws FalException {
        Departure departure = new Departure();
        try (Response response = client(request, departure).newCall(request).execute()) {
            return Answer.read(response);
        } catch (Exception e) {
            // Not IOException alone: OkHttp is Kotlin, and lets an InterruptedException through that it does not
            // declare.
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw failures.noAnswer(e, departure.happened);
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
            sendOnce(builder);
        }
        return builder.build();
    }

    /** A connection of its own, since one from the pool may be closed by fal at that moment; and no second attempt. */
    private static void sendOnce(OkHttpClient.Builder builder) {
        builder.retryOnConnectionFailure(false).connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS));
    }

    /** Notes that the request began to leave: what fails before, such as the TLS handshake, did not reach fal. */
    private static final class Departure extends EventListener {

        private volatile boolean happened;

        @Override
        public void requestHeadersStart(Call call) {
            happened = true;
        }
    }
}
