package io.jenkins.plugins.falkeys.engine;

import java.util.regex.Pattern;

/**
 * Why a user did not get what they asked for. The message is whole: what happened, to which key, whether a key exists
 * now, what to do. It holds no secret, not even that of a user who gave a whole key in place of an ID or a name.
 */
public class KeyException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final Pattern WHOLE_KEY = Pattern.compile("([A-Za-z0-9_-]{8,255}+):[A-Za-z0-9_-]{16,}");

    public KeyException(String message) {
        super(WHOLE_KEY.matcher(message).replaceAll("$1:****"));
    }

    /** There is no such key, or it is not the requester's: which of the two is nobody's business. */
    public static final class NoSuchKey extends KeyException {

        private static final long serialVersionUID = 1L;

        public NoSuchKey(String message) {
            super(message);
        }
    }
}
