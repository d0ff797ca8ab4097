package io.jenkins.plugins.falkeys.engine;

/**
 * Why a user did not get what they asked for. The message is whole: what happened, to which key, whether a key exists
 * now, what to do. It holds no secret.
 */
public final class KeyException extends Exception {

    private static final long serialVersionUID = 1L;

    public KeyException(String message) {
        super(message);
    }
}
