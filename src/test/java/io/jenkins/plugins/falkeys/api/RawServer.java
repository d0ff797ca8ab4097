package io.jenkins.plugins.falkeys.api;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that counts its connections, and closes them without notice, as servers do. */
final class RawServer implements AutoCloseable {

    /** What the server does with a request. */
    enum Reply {
        ANSWER,
        ANSWER_AND_CLOSE,
        CLOSE
    }

    private static final String BODY = "{\"key_id\": \"i\", \"key_secret\": \"s\", \"key\": \"i:s\"}";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Semaphore closed = new Semaphore(0);
    private final Reply[] replies;

    /**
     * @param replies the replies to the requests, in order; the last one is used for all further requests
     */
    RawServer(Reply... replies) throws IOException {
        this.replies = replies;
        start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    /** Method and path of each request that was read completely. */
    List<String> requests() {
        return requests;
    }

    int connections() {
        return connections.get();
    }

    /** Waits until the server has closed another connection. */
    void awaitClosed() throws InterruptedException {
        assertTrue(closed.tryAcquire(10, TimeUnit.SECONDS));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            Reply reply = Reply.ANSWER;
            while (reply == Reply.ANSWER && read(in)) {
                reply = replies[Math.min(requests.size(), replies.length) - 1];
                if (reply != Reply.CLOSE) {
                    String head = "HTTP/1.1 201 Created\r\nContent-Length: " + BODY.length() + "\r\n\r\n";
                    socket.getOutputStream().write((head + BODY).getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // the client has disconnected
        }
        closed.release();
    }

    /** Whether a request came before the end of the stream. */
    private boolean read(BufferedReader in) throws IOException {
        String first = in.readLine();
        if (first == null) {
            return false;
        }
        int length = 0;
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        for (int i = 0; i < length; i++) {
            in.read();
        }
        requests.add(first.replace(" HTTP/1.1", "").replace("/v1", ""));
        return true;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }
}
