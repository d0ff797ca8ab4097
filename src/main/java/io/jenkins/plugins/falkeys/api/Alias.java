package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.http.PlainText;

/** The name of a key at fal, which need not be unique there. */
public final class Alias {

    /** What fal's schema allows; JSON Schema counts Unicode code points, not Java characters. */
    private static final int LONGEST = 255;

    private Alias() {}

    /**
     * Checks an alias before fal is asked.
     *
     * @return the alias as it came
     * @throws IllegalArgumentException when fal would refuse it, or it would ruin a log; the message is for users
     */
    public static String check(@CheckForNull String alias) {
        if (alias == null || alias.isBlank()) {
            throw new IllegalArgumentException(Messages.Alias_empty());
        }
        int length = alias.codePointCount(0, alias.length());
        if (length > LONGEST) {
            throw new IllegalArgumentException(Messages.Alias_long(length, LONGEST));
        }
        if (!PlainText.isPlain(alias)) {
            throw new IllegalArgumentException(Messages.Alias_unshowable());
        }
        return alias;
    }
}
