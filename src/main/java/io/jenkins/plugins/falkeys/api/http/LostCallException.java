package io.jenkins.plugins.falkeys.api.http;

/** There was no whole answer to a call. */
public final class LostCallException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean sent;

    LostCallException(Exception cause, boolean sent) {
        super(cause);
        this.sent = sent;
    }

    /** Whether the request may have arrived. */
    public boolean sent() {
        return sent;
    }
}
