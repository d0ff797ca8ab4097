package io.jenkins.plugins.falkeys.api;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.falkeys.FalApiStub;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

/** A stub of fal for each test, and the client under test, which uses it. */
abstract class StubbedTest {

    static final AdminKey ADMIN = AdminKey.of(FalApiStub.ADMIN_KEY);

    final FalApiStub fal = new FalApiStub();
    final OkHttpClient client =
            new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(5)).build();
    FalApi api;

    @BeforeEach
    void start() throws IOException {
        fal.start();
        api = api(client);
    }

    @AfterEach
    void stop() {
        fal.close();
        client.connectionPool().evictAll();
    }

    FalApi api(OkHttpClient otherClient) {
        return new FalApi(() -> otherClient, () -> URI.create(fal.url()));
    }

    FalApi api(String url) {
        return new FalApi(() -> client, () -> URI.create(url));
    }

    static FalException fails(Executable call) {
        return assertThrows(FalException.class, call);
    }
}
