package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** An admin API key of a fal account: it may list, make and delete the keys of that account. */
public final class AdminKey {

    private final String value;

    private AdminKey(String value) {
        this.value = value;
    }

    /**
     * @param value the key as fal showed it; blanks around it do not count
     * @throws IllegalArgumentException when there is no key, or it has characters that cannot stand in an HTTP header;
     *     the message is for users and does not hold the value
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

    /** The key itself: a secret. */
    public String value() {
        return value;
    }

    /**
     * What may be shown of the key, and distinguishes it from others.
     *
     * @return the part before the first colon; empty when there is no colon, since the ID is not known then
     */
    public String keyId() {
        return value.substring(0, Math.max(value.indexOf(':'), 0));
    }

    /** The part after the first colon; all of the key when there is no colon. */
    String secret() {
        return value.substring(value.indexOf(':') + 1);
    }

    @Override
    public String toString() {
        return "AdminKey[" + keyId() + ":****]";
    }
}
