package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.http.PlainText;

/** IDs of keys. They are opaque; only what could name something else than one key is refused. */
public final class KeyIds {

    private static final int LONGEST = 255;

    private KeyIds() {}

    /**
     * Checks a key ID before it becomes part of a URL, in which {@code ..} would name another path.
     *
     * @return the ID as it came
     * @throws IllegalArgumentException when it can be no key ID; the message is for users and does not hold the ID,
     *     since who mistakes one for the other gives a whole key
     */
    public static String check(@CheckForNull String keyId) {
        if (keyId == null || keyId.isEmpty()) {
            throw new IllegalArgumentException(Messages.KeyIds_empty());
        }
        if (!isUsable(keyId)) {
            throw new IllegalArgumentException(Messages.KeyIds_unusable(LONGEST));
        }
        return keyId;
    }

    /** Whether {@link #check} accepts it. */
    static boolean isUsable(@CheckForNull String keyId) {
        return keyId != null
                && !keyId.isEmpty()
                && keyId.length() <= LONGEST
                && !keyId.equals(".")
                && !keyId.equals("..")
                && PlainText.isPlain(keyId);
    }
}
