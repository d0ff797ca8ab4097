package io.jenkins.plugins.falkeys.api.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;

/**
 * Keeps a request from leaving on a connection that the server has closed meanwhile: nobody could tell whether it
 * arrived. OkHttp itself looks only at connections that were idle for ten seconds, and repeats what fails on others.
 */
final class LiveConnections implements Interceptor {

    private static final int LOOK_MILLIS = 1;

    /** Nothing of the request has left. */
    static final class ClosedByPeerException extends IOException {

        private static final long serialVersionUID = 1L;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Connection connection = chain.connection();
        // HTTP/2 connections are read all the time, so OkHttp knows when they are closed.
        if (connection != null && connection.protocol() != Protocol.HTTP_2 && isClosed(connection.socket())) {
            throw new ClosedByPeerException();
        }
        return chain.proceed(chain.request());
    }

    /** Whether there is anything to read: the end, or an answer that nobody asked for. */
    private static boolean isClosed(Socket socket) throws IOException {
        int timeout = socket.getSoTimeout();
        socket.setSoTimeout(LOOK_MILLIS);
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
