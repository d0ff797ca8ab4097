package io.jenkins.plugins.falkeys.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ProxyConfiguration;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.okhttp.api.JenkinsOkHttpClient;
import java.time.Duration;
import jenkins.model.Jenkins;
import okhttp3.OkHttpClient;

/** The controller's single HTTP client, with the proxy of Jenkins and the configured timeouts. */
final class ProxiedHttpClient {

    private static final OkHttpClient BASE = new OkHttpClient();

    private static Settings settings;
    private static OkHttpClient client;

    private ProxiedHttpClient() {}

    /**
     * The client with the current proxy and timeouts. It remains the same object until one of them changes, so that
     * open connections are reused, but never those through a former proxy.
     */
    static synchronized OkHttpClient get() {
        Settings current = Settings.current();
        if (!current.equals(settings)) {
            client = current.build();
            settings = current;
        }
        return client;
    }

    private record Settings(@CheckForNull Proxy proxy, Duration connectTimeout, Duration readTimeout) {

        static Settings current() {
            FalKeysConfiguration configuration = FalKeysConfiguration.get();
            ProxyConfiguration proxy = Jenkins.get().getProxy();
            return new Settings(
                    proxy == null ? null : Proxy.of(proxy),
                    Duration.ofSeconds(configuration.getConnectTimeoutSeconds()),
                    Duration.ofSeconds(configuration.getReadTimeoutSeconds()));
        }

        /** The proxy is not set here: the builder asks Jenkins for it whenever it connects. */
        OkHttpClient build() {
            return JenkinsOkHttpClient.newClientBuilder(BASE)
                    .connectTimeout(connectTimeout)
                    .readTimeout(readTimeout)
                    .writeTimeout(readTimeout)
                    .callTimeout(connectTimeout.plus(readTimeout))
                    .build();
        }
    }

    /** The parts of the proxy configuration that Jenkins may change in place. */
    private record Proxy(
            String name,
            int port,
            @CheckForNull String userName,
            @CheckForNull Secret password,
            @CheckForNull String noProxyHost) {

        static Proxy of(ProxyConfiguration proxy) {
            return new Proxy(
                    proxy.getName(),
                    proxy.getPort(),
                    proxy.getUserName(),
                    proxy.getSecretPassword(),
                    proxy.getNoProxyHost());
        }

        @Override
        public String toString() {
            return name + ":" + port;
        }
    }
}
