package io.jenkins.plugins.falkeys.engine.mint;

import io.jenkins.plugins.falkeys.api.Alias;
import io.jenkins.plugins.falkeys.engine.Messages;

/**
 * The required prefix of aliases.
 *
 * @param value the prefix; empty for any alias
 * @param setting where it is set, described for users
 */
public record AliasPrefix(String value, String setting) {

    /** Leaves room for the suffix that makes an alias unique, and for a useful part of the job's name. */
    private static final int MAX_LENGTH = 100;

    /**
     * Checks a prefix that an administrator wants to set.
     *
     * @return the prefix, unchanged
     * @throws IllegalArgumentException if no alias could begin with it; the message is for users
     */
    public static String check(String prefix) {
        if (prefix.isEmpty()) {
            return prefix;
        }
        Alias.check(prefix);
        if (prefix.codePointCount(0, prefix.length()) > MAX_LENGTH) {
            throw new IllegalArgumentException(Messages.AliasPrefix_long(MAX_LENGTH));
        }
        return prefix;
    }

    /**
     * Checks that an alias is valid and begins with the prefix.
     *
     * @return the alias, unchanged
     * @throws IllegalArgumentException if it does not; the message is for users
     */
    public String checkAlias(String alias) {
        Alias.check(alias);
        if (!alias.startsWith(value)) {
            throw new IllegalArgumentException(Messages.AliasPrefix_missing(alias, value, setting));
        }
        return alias;
    }
}
