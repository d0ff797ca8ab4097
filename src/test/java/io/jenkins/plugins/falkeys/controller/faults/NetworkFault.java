package io.jenkins.plugins.falkeys.controller.faults;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ProxyConfiguration;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;

/** A fault between Jenkins and fal. */
public enum NetworkFault {
    REFUSED("connection refused") {
        @Override
        Route open(int fal, Certificates certificates) throws IOException {
            return new Route("http://localhost:" + unusedPort() + "/v1", () -> {});
        }
    },
    NO_SUCH_HOST("host name that does not resolve") {
        @Override
        Route open(int fal, Certificates certificates) {
            return new Route("https://nosuch.invalid/v1", () -> {});
        }
    },
    CONNECT_TIMEOUT("connection attempt times out") {
        @Override
        Route open(int fal, Certificates certificates) throws IOException {
            List<Closeable> held = new ArrayList<>();
            ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(deaf);
            try {
                while (true) {
                    Socket waiting = new Socket();
                    held.add(waiting);
                    waiting.connect(deaf.getLocalSocketAddress(), 300);
                }
            } catch (SocketTimeoutException | ConnectException e) {
                // the queue is full
            }
            return new Route("http://localhost:" + deaf.getLocalPort() + "/v1", () -> {
                for (Closeable each : held) {
                    each.close();
                }
            });
        }
    },
    UNTRUSTED("TLS certificate from an unknown authority") {
        @Override
        Route open(int fal, Certificates certificates) throws IOException {
            return tls(Relay.tls(certificates.untrusted(), fal));
        }
    },
    EXPIRED("expired TLS certificate") {
        @Override
        Route open(int fal, Certificates certificates) throws IOException {
            return tls(Relay.tls(certificates.expired(), fal));
        }
    },
    OTHER_HOST("TLS certificate for another host") {
        @Override
        Route open(int fal, Certificates certificates) throws IOException {
            return tls(Relay.tls(certificates.good("other.example"), fal));
        }
    },
    PROXY_DOWN("proxy down") {
        @Override
        Route open(int fal, Certificates certificates) throws IOException {
            return proxied(unusedPort(), null, () -> {});
        }
    },
    PROXY_WANTS_PASSWORD("proxy requires a password (407) and Jenkins has none") {
        @Override
        Route open(int fal, Certificates certificates) throws IOException {
            return throughProxy(fal, certificates, null);
        }
    },
    PROXY_GETS_PASSWORD("proxy requires a password (407) and Jenkins has it") {
        @Override
        Route open(int fal, Certificates certificates) throws IOException {
            return throughProxy(fal, certificates, PASSWORD);
        }
    },
    STALE("pooled connection that fal has closed") {
        @Override
        Route open(int fal, Certificates certificates) throws IOException {
            Relay relay = Relay.plain(fal);
            return new Route("http://localhost:" + relay.port() + "/v1", relay, relay::closeConnections);
        }
    },
    RESET("connection reset before the request was read") {
        @Override
        Route open(int fal, Certificates certificates) throws IOException {
            Relay relay = Relay.resetting();
            return new Route("http://localhost:" + relay.port() + "/v1", relay);
        }
    };

    private static final String HOST = "api.fal.example";
    private static final String USER = "jenkins";
    private static final String PASSWORD = "let me through";

    private final String title;

    NetworkFault(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /**
     * @param fal the port of the stub
     */
    abstract Route open(int fal, Certificates certificates) throws IOException;

    /**
     * A route to fal that has the fault.
     *
     * @param apiUrl the URL at which it starts
     * @param trigger causes the fault on a route that worked at first; null if it never worked
     */
    record Route(String apiUrl, Closeable end, @CheckForNull Runnable trigger) implements Closeable {

        Route(String apiUrl, Closeable end) {
            this(apiUrl, end, null);
        }

        @Override
        public void close() throws IOException {
            end.close();
            Jenkins.get().setProxy(null);
        }
    }

    private static Route tls(Relay relay) {
        return new Route("https://" + Certificates.HOST + ":" + relay.port() + "/v1", relay);
    }

    private static Route throughProxy(int fal, Certificates certificates, String password) throws IOException {
        Relay server = Relay.tls(certificates.good(HOST), fal);
        Relay proxy = Relay.proxy(server.port(), USER + ":" + PASSWORD);
        return proxied(proxy.port(), password, () -> {
            proxy.close();
            server.close();
        });
    }

    private static Route proxied(int port, String password, Closeable end) throws IOException {
        String user = password == null ? null : USER;
        Jenkins.get().setProxy(new ProxyConfiguration("localhost", port, user, password));
        return new Route("https://" + HOST + "/v1", end);
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }
}
