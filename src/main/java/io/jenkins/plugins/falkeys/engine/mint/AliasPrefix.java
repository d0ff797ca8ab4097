package io.jenkins.plugins.falkeys.engine.mint;

import io.jenkins.plugins.falkeys.api.Alias;
import io.jenkins.plugins.falkeys.engine.Messages;

/**
 * What aliases must begin with.
 *
 * @param value the prefix; empty for anything
 * @param setting where it is set, in words for a user
 */
public record AliasPrefix(String value, String setting) {

    /** Leaves room for what makes an alias unique, and for enough of a job's name. */
    private static final int LONGEST = 100;

    /**
     * Checks what an administrator wants as a prefix.
     *
     * @return the prefix as it came
     * @throws IllegalArgumentException when no alias could begin with it; the message is for users
     */
    public static String check(String prefix) {
        if (prefix.isEmpty()) {
            return prefix;
        }
        Alias.check(prefix);
        if (prefix.codePointCount(0, prefix.length()) > LONGEST) {
            throw new IllegalArgumentException(Messages.AliasPrefix_long(LONGEST));
        }
        return prefix;
    }

    /**
     * Checks an alias, its form included.
     *
     * @return the alias as it came
     * @throws IllegalArgumentException when a key cannot have it; the message is for users
     */
    public String checkAlias(String alias) {
        Alias.check(alias);
        if (!alias.startsWith(value)) {
            throw new IllegalArgumentException(Messages.AliasPrefix_missing(alias, value, setting));
        }
        return alias;
    }
}
