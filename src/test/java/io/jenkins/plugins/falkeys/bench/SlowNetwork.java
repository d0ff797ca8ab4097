package io.jenkins.plugins.falkeys.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Forwards traffic to a local port, and delays it by half a round trip each way, as if that port were far away. */
final class SlowNetwork implements AutoCloseable {

    private static final int BACKLOG = 50;
    private static final int BUFFER = 64 * 1024;

    private final ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    /** One thread, so that data stays in order. */
    private final ScheduledExecutorService deliveries = Executors.newSingleThreadScheduledExecutor(SlowNetwork::daemon);

    private final int destination;
    private final long delayMicros;

    SlowNetwork(int destination, int roundTripMillis) throws IOException {
        this.destination = destination;
        this.delayMicros = TimeUnit.MILLISECONDS.toMicros(roundTripMillis) / 2;
        daemon(this::accept).start();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "slow-network");
        thread.setDaemon(true);
        return thread;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), destination);
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                daemon(() -> pass(client, upstream)).start();
                daemon(() -> pass(upstream, client)).start();
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void pass(Socket from, Socket to) {
        try (from) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                byte[] bytes = Arrays.copyOf(buffer, length);
                deliveries.schedule(() -> deliver(bytes, out), delayMicros, TimeUnit.MICROSECONDS);
            }
        } catch (IOException e) {
            // one of the sockets was closed
        }
    }

    private static void deliver(byte[] bytes, OutputStream out) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            // the reader at the other end will notice
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        deliveries.shutdownNow();
    }
}
