package io.jenkins.plugins.falkeys.bench;

import io.jenkins.plugins.falkeys.FalApiStub;
import java.io.IOException;
import java.io.PrintStream;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * Compares what the engine does for {@code falCreateKey} with the one POST that it cannot do without, to the same stub
 * in turn. Prints a table.
 */
public final class CreateBenchmark {

    private static final MediaType JSON = MediaType.get("application/json");
    /** Enough that the engine's pace, which starts at 40 keys per second, no longer limits it. */
    private static final int WARM_UP = 500;

    private static final int ROUND_TRIP_MILLIS = 40;

    private final PrintStream out = System.out;
    private final int keys = Sizes.of(500)[0];

    public static void main(String[] arguments) throws Exception {
        new CreateBenchmark().compare();
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private void compare() throws Exception {
        out.println("| connection | keys | bare POST | falCreateKey | of which on disk | writes per key | ratio |");
        out.println("|---|---|---|---|---|---|---|");
        try (Bench bench = new Bench()) {
            compare("HTTP on the same machine", bench);
        }
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(certificate.certificate())
                .build();
        FalApiStub fal = new FalApiStub();
        fal.useTls(trust.sslSocketFactory());
        fal.start();
        OkHttpClient client = new OkHttpClient.Builder()
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .build();
        try (SlowNetwork road = new SlowNetwork(fal.port(), ROUND_TRIP_MILLIS);
                Bench bench = new Bench(fal, "https://127.0.0.1:" + road.port() + "/v1", client)) {
            compare("TLS, a round trip of " + ROUND_TRIP_MILLIS + " ms", bench);
        }
    }

    private void compare(String connection, Bench bench) throws Exception {
        Samples posts = new Samples();
        Samples created = new Samples();
        for (int i = -WARM_UP; i < keys; i++) {
            if (i == 0) {
                posts.clear();
                created.clear();
                bench.disk.clear();
            }
            String alias = "Bare key " + i;
            posts.time(() -> post(bench, alias));
            created.time(() -> bench.create(1).get(0).get());
        }
        out.printf(
                "| %s | %d | %.2f ms | %.2f ms | %.2f ms | %.1f | %.2f |%n",
                connection,
                keys,
                posts.millis(),
                created.millis(),
                bench.disk.count() * bench.disk.millis() / keys,
                (double) bench.disk.count() / keys,
                created.ratioTo(posts));
    }

    private static void post(Bench bench, String alias) throws IOException {
        Request request = new Request.Builder()
                .url(bench.url + "/keys")
                .header("Authorization", "Key " + FalApiStub.ADMIN_KEY)
                .post(RequestBody.create("{\"alias\": \"" + alias + "\"}", JSON))
                .build();
        try (Response response = bench.client.newCall(request).execute()) {
            if (response.code() != 201 || response.body().string().isEmpty()) {
                throw new IOException("The stub returned " + response);
            }
        }
    }
}
