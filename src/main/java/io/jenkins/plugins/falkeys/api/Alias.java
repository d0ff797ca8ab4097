package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.http.PrintableText;

/** The name of a key at fal. It need not be unique. */
public final class Alias {

    /** The limit in fal's schema. JSON Schema counts Unicode code points, not Java characters. */
    private static final int MAX_LENGTH = 255;

    private Alias() {}

    /**
     * Checks an alias before it is sent to fal.
     *
     * @return the alias, unchanged
     * @throws IllegalArgumentException if fal would reject it, or if it would garble a log; the message is for users
     */
    public static String check(@CheckForNull String alias) {
        if (alias == null || alias.isBlank()) {
            throw new IllegalArgumentException(Messages.Alias_empty());
        }
        int length = alias.codePointCount(0, alias.length());
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException(Messages.Alias_long(length, MAX_LENGTH));
        }
        if (!PrintableText.isPrintable(alias)) {
            throw new IllegalArgumentException(Messages.Alias_unshowable());
        }
        return alias;
    }
}
