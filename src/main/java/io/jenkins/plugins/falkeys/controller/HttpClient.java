package io.jenkins.plugins.falkeys.controller;

import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.okhttp.api.JenkinsOkHttpClient;
import java.time.Duration;
import okhttp3.OkHttpClient;

/** The controller's one HTTP client, with its proxy. */
final class HttpClient {

    private static final OkHttpClient BASE = new OkHttpClient();

    private HttpClient() {}

    /** The client with today's time-outs; it shares connections and threads with all others from here. */
    static OkHttpClient get() {
        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        return JenkinsOkHttpClient.newClientBuilder(BASE)
                .connectTimeout(Duration.ofSeconds(configuration.getConnectTimeoutSeconds()))
                .readTimeout(Duration.ofSeconds(configuration.getReadTimeoutSeconds()))
                .writeTimeout(Duration.ofSeconds(configuration.getReadTimeoutSeconds()))
                .callTimeout(Duration.ofSeconds(
                        (long) configuration.getConnectTimeoutSeconds() + configuration.getReadTimeoutSeconds()))
                .build();
    }
}
