package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.http.PrintableText;

/** IDs of keys. They are opaque; only IDs that could refer to something other than a single key are rejected. */
public final class KeyIds {

    private static final int MAX_LENGTH = 255;

    private KeyIds() {}

    /**
     * Checks a key ID before it becomes part of a URL, where {@code ..} would lead to another path.
     *
     * @return the ID, unchanged
     * @throws IllegalArgumentException if it cannot be a key ID; the message is for users and does not contain the
     *     value, which is a secret if somebody passed a whole key by mistake
     */
    public static String check(@CheckForNull String keyId) {
        if (keyId == null || keyId.isEmpty()) {
            throw new IllegalArgumentException(Messages.KeyIds_empty());
        }
        if (!isUsable(keyId)) {
            throw new IllegalArgumentException(Messages.KeyIds_unusable(MAX_LENGTH));
        }
        return keyId;
    }

    /** Whether {@link #check} accepts the ID. */
    static boolean isUsable(@CheckForNull String keyId) {
        return keyId != null
                && !keyId.isEmpty()
                && keyId.length() <= MAX_LENGTH
                && !keyId.equals(".")
                && !keyId.equals("..")
                && PrintableText.isPrintable(keyId);
    }
}
