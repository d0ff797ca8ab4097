package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What becomes of a request whose credential is there already. */
public enum IfExists {
    /** It is refused. */
    FAIL,
    /** Nothing is made; the user gets what is there. */
    KEEP,
    /** A new key takes the place of the old one. */
    ROTATE;

    /**
     * @param name as {@link #toString} says it; null for {@link #FAIL}
     * @throws KeyException when there is no such policy
     */
    public static IfExists of(@CheckForNull String name) throws KeyException {
        return name == null
                ? FAIL
                : Arrays.stream(values())
                        .filter(policy -> policy.toString().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new KeyException(Messages.IfExists_unknown(name)));
    }

    /** The name as a user chose it; null for {@link #FAIL}, which need not be written down. */
    @CheckForNull
    public static String unlessDefault(@CheckForNull String name) {
        return name == null || name.isBlank() || name.equals(FAIL.toString()) ? null : name;
    }

    /** The names, in the order of a drop-down. */
    public static List<String> names() {
        return Arrays.stream(values()).map(IfExists::toString).toList();
    }

    /** The name that users write. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
