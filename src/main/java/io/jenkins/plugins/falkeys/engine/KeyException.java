package io.jenkins.plugins.falkeys.engine;

import java.util.regex.Pattern;

/**
 * Why a request failed. The message is complete: what happened, to which key, whether a key exists now, and what to do.
 * It contains no secret, not even one that a user passed by mistake instead of an ID or a name.
 */
public class KeyException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final Pattern WHOLE_KEY = Pattern.compile("([A-Za-z0-9_-]{8,255}+):[A-Za-z0-9_-]{16,}");

    public KeyException(String message) {
        super(WHOLE_KEY.matcher(message).replaceAll("$1:****"));
    }

    /** There is no such key, or it is not the requester's. The requester is not told which of the two. */
    public static final class NoSuchKey extends KeyException {

        private static final long serialVersionUID = 1L;

        public NoSuchKey(String message) {
            super(message);
        }
    }
}
