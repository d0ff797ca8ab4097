package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** A fal key with ADMIN scope: it can list, create and delete the keys of its account. */
public final class AdminKey {

    private final String value;

    private AdminKey(String value) {
        this.value = value;
    }

    /**
     * @param value the key as fal showed it; leading and trailing white space is removed
     * @throws IllegalArgumentException if it is empty or contains characters that are not allowed in an HTTP header;
     *     the message is for users and does not contain the value
     */
    public static AdminKey of(@CheckForNull String value) {
        String key = value == null ? "" : value.strip();
        if (key.isEmpty()) {
            throw new IllegalArgumentException(Messages.AdminKey_empty());
        }
        if (!key.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException(Messages.AdminKey_unshowable());
        }
        return new AdminKey(key);
    }

    /** The whole key, which is secret. */
    public String value() {
        return value;
    }

    /**
     * The part of the key that is not secret and identifies it.
     *
     * @return the part before the first colon; empty if there is no colon, since the ID is unknown then
     */
    public String keyId() {
        return value.substring(0, Math.max(value.indexOf(':'), 0));
    }

    /** The part after the first colon, or the whole key if there is no colon. */
    String secret() {
        return value.substring(value.indexOf(':') + 1);
    }

    @Override
    public String toString() {
        return "AdminKey[" + keyId() + ":****]";
    }
}
