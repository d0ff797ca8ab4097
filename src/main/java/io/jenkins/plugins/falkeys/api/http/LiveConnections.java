package io.jenkins.plugins.falkeys.api.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;

/**
 * Keeps a request off a connection that the server has closed in the meantime, because nobody could tell whether the
 * request arrived. OkHttp itself checks only connections that were idle for ten seconds, and retries what fails on the
 * others.
 */
final class LiveConnections implements Interceptor {

    private static final int PEEK_MILLIS = 1;

    /** Thrown before anything of the request was sent. */
    static final class ClosedByPeerException extends IOException {

        private static final long serialVersionUID = 1L;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Connection connection = chain.connection();
        // OkHttp reads HTTP/2 connections all the time, so it knows when they are closed.
        if (connection != null && connection.protocol() != Protocol.HTTP_2 && isClosed(connection.socket())) {
            throw new ClosedByPeerException();
        }
        return chain.proceed(chain.request());
    }

    /** Whether there is anything to read, either the end of the stream or an unsolicited response. */
    private static boolean isClosed(Socket socket) throws IOException {
        int timeout = socket.getSoTimeout();
        socket.setSoTimeout(PEEK_MILLIS);
        try {
            socket.getInputStream().read();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        } finally {
            socket.setSoTimeout(timeout);
        }
    }
}
