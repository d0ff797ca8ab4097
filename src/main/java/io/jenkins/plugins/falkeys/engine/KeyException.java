package io.jenkins.plugins.falkeys.engine;

/**
 * Why a user did not get what they asked for. The message is whole: what happened, to which key, whether a key exists
 * now, what to do. It holds no secret.
 */
public class KeyException extends Exception {

    private static final long serialVersionUID = 1L;

    public KeyException(String message) {
        super(message);
    }

    /** There is no such key, or it is not the requester's: which of the two is nobody's business. */
    public static final class NoSuchKey extends KeyException {

        private static final long serialVersionUID = 1L;

        public NoSuchKey(String message) {
            super(message);
        }
    }
}
