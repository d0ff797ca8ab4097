package io.jenkins.plugins.falkeys.engine.request;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where a user wants a key to be stored.
 *
 * @param credentialsId ID of the new credential; null for one derived from the alias
 * @param folder full name of the folder to store in; null for the nearest one above the job
 * @param description the credential's description; null for one that names the key
 * @param ifExists what to do if the credential already exists
 * @param graceMinutes how long an old key stays alive when it is rotated, in minutes
 * @param expiresAfterDays how many days after it is created the key is deleted with its credential; null for never
 */
public record StoreRequest(
        @CheckForNull String credentialsId,
        @CheckForNull String folder,
        @CheckForNull String description,
        IfExists ifExists,
        int graceMinutes,
        @CheckForNull Integer expiresAfterDays) {

    private static final int MOST_DAYS = 3650;

    /** A request for a key that does not expire. */
    public StoreRequest(
            @CheckForNull String credentialsId,
            @CheckForNull String folder,
            @CheckForNull String description,
            IfExists ifExists,
            int graceMinutes) {
        this(credentialsId, folder, description, ifExists, graceMinutes, null);
    }

    /** The same with the usual grace period. */
    public StoreRequest(
            @CheckForNull String credentialsId,
            @CheckForNull String folder,
            @CheckForNull String description,
            IfExists ifExists) {
        this(credentialsId, folder, description, ifExists, RotateRequest.DEFAULT_GRACE_MINUTES);
    }

    /** The same request, for a key that is deleted that many days after it is created; null for never. */
    public StoreRequest expiringAfter(@CheckForNull Integer days) {
        return new StoreRequest(credentialsId, folder, description, ifExists, graceMinutes, days);
    }

    /**
     * Checks the life of a key that a user chose.
     *
     * @throws IllegalArgumentException when it is no sensible number of days; the message is for users
     */
    public static void checkDays(@CheckForNull Integer days) {
        if (days != null && (days < 1 || days > MOST_DAYS)) {
            throw new IllegalArgumentException(noDays(days.toString()));
        }
    }

    /** What a user reads whose text is no sensible number of days. */
    public static String noDays(String text) {
        return Messages.StoreRequest_noDays(MOST_DAYS, text);
    }

    /** What to do with a request whose credential already exists. */
    public enum IfExists {
        /** It is refused. */
        FAIL,
        /** No key is created; the user gets the existing one. */
        KEEP,
        /** A new key replaces the old one. */
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
}
