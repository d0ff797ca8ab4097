package io.jenkins.plugins.falkeys.engine.request;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How a user wants a key to be stored.
 *
 * @param credentialsId ID of the new credential; null to derive it from the alias
 * @param folder full name of the folder to store in; null for the nearest one above the job
 * @param description the credential's description; null for a generated one that names the key
 * @param ifExists what to do if the credential already exists
 * @param graceMinutes how long the old key stays alive if the key is rotated, in minutes
 * @param expiresAfterDays after how many days the key is deleted together with its credential; null for never
 */
public record StoreRequest(
        @CheckForNull String credentialsId,
        @CheckForNull String folder,
        @CheckForNull String description,
        IfExists ifExists,
        int graceMinutes,
        @CheckForNull Integer expiresAfterDays) {

    private static final int MAX_DAYS = 3650;

    /** A request for a key that does not expire. */
    public StoreRequest(
            @CheckForNull String credentialsId,
            @CheckForNull String folder,
            @CheckForNull String description,
            IfExists ifExists,
            int graceMinutes) {
        this(credentialsId, folder, description, ifExists, graceMinutes, null);
    }

    /** A request with the default grace period. */
    public StoreRequest(
            @CheckForNull String credentialsId,
            @CheckForNull String folder,
            @CheckForNull String description,
            IfExists ifExists) {
        this(credentialsId, folder, description, ifExists, RotateRequest.DEFAULT_GRACE_MINUTES);
    }

    /** The same request, for a key that expires after this many days; null for never. */
    public StoreRequest expiringAfter(@CheckForNull Integer days) {
        return new StoreRequest(credentialsId, folder, description, ifExists, graceMinutes, days);
    }

    /**
     * Checks the number of days that a user chose.
     *
     * @throws IllegalArgumentException if it is out of range; the message is for users
     */
    public static void checkDays(@CheckForNull Integer days) {
        if (days != null && (days < 1 || days > MAX_DAYS)) {
            throw new IllegalArgumentException(noDays(days.toString()));
        }
    }

    /** The error for a text that is not a valid number of days. */
    public static String noDays(String text) {
        return Messages.StoreRequest_noDays(MAX_DAYS, text);
    }

    /** What to do with a request whose credential already exists. */
    public enum IfExists {
        /** The request fails. */
        FAIL,
        /** The existing key is kept and returned, and no key is created. */
        KEEP,
        /** A new key replaces the old one. */
        ROTATE;

        /**
         * @param name the name of a policy, as returned by {@link #toString}; null for {@link #FAIL}
         * @throws KeyException if there is no such policy
         */
        public static IfExists of(@CheckForNull String name) throws KeyException {
            return name == null
                    ? FAIL
                    : Arrays.stream(values())
                            .filter(policy -> policy.toString().equals(name))
                            .findFirst()
                            .orElseThrow(() -> new KeyException(Messages.IfExists_unknown(name)));
        }

        /** Returns null for {@link #FAIL}, so that generated configuration does not contain the default. */
        @CheckForNull
        public static String unlessDefault(@CheckForNull String name) {
            return name == null || name.isBlank() || name.equals(FAIL.toString()) ? null : name;
        }

        /** The names, in the order of a drop-down. */
        public static List<String> names() {
            return Arrays.stream(values()).map(IfExists::toString).toList();
        }

        /** The name as users write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
