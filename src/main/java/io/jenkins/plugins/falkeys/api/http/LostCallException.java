package io.jenkins.plugins.falkeys.api.http;

/** A call got no complete response. */
public final class LostCallException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean sent;

    LostCallException(Exception cause, boolean sent) {
        super(cause);
        this.sent = sent;
    }

    /** Whether the request may have reached the server. */
    public boolean sent() {
        return sent;
    }
}
