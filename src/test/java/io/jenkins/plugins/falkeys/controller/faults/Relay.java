package io.jenkins.plugins.falkeys.controller.faults;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;

/** Listens between Jenkins and another port of this machine, and forwards the traffic. */
final class Relay implements Closeable {

    private static final int BACKLOG = 50;

    private final ServerSocket server;
    private final Greeting greeting;
    private final int destination;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What happens to a new connection before anything is forwarded. */
    private interface Greeting {

        /** Whether to forward the connection. */
        boolean admits(InputStream in, OutputStream out, Socket client) throws IOException;
    }

    private Relay(ServerSocketFactory sockets, int destination, Greeting greeting) throws IOException {
        this.server = sockets.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        this.destination = destination;
        this.greeting = greeting;
        start(this::accept);
    }

    /** Forwards everything. */
    static Relay plain(int destination) throws IOException {
        return new Relay(ServerSocketFactory.getDefault(), destination, (in, out, client) -> true);
    }

    /** Terminates TLS, with the certificate of these sockets. */
    static Relay tls(ServerSocketFactory sockets, int destination) throws IOException {
        return new Relay(sockets, destination, (in, out, client) -> true);
    }

    /** Resets each connection before reading anything. */
    static Relay resetting() throws IOException {
        return new Relay(ServerSocketFactory.getDefault(), 0, (in, out, client) -> {
            client.setSoLinger(true, 0);
            return false;
        });
    }

    /**
     * An HTTP proxy that leads to the same place for every host.
     *
     * @param credentials {@code user:password} that it requires; empty for none
     */
    static Relay proxy(int destination, String credentials) throws IOException {
        String basic = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return new Relay(ServerSocketFactory.getDefault(), destination, (in, out, client) -> {
            String request = head(in);
            while (!credentials.isEmpty() && !request.contains("Proxy-Authorization: " + basic)) {
                if (request.isEmpty()) {
                    return false;
                }
                answer(out, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"");
                request = head(in);
            }
            answer(out, "200 Connection established");
            return !request.isEmpty();
        });
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void answer(OutputStream out, String status) throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Closes the open connections, as a server does with idle ones. */
    void closeConnections() {
        open.forEach(Relay::close);
        open.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                start(() -> serve(client));
            } catch (IOException e) {
                // closed, or the client has gone away
            }
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            if (!greeting.admits(in, client.getOutputStream(), client)) {
                return;
            }
            try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), destination)) {
                upstream.setTcpNoDelay(true);
                start(() -> {
                    pass(upstream, client);
                    close(client);
                });
                in.transferTo(upstream.getOutputStream());
            }
        } catch (IOException e) {
            // The other side has gone, or rejects our certificate, which is what these tests are about.
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one of them was closed
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // closed, which is all that matters
        }
    }

    @Override
    public void close() {
        close(server);
        closeConnections();
    }
}
