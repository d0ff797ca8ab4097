package io.jenkins.plugins.falkeys.engine.mint;

import io.jenkins.plugins.falkeys.engine.Messages;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** The IDs of the credentials that hold keys. */
public final class CredentialIds {

    private static final int MAX_LENGTH = 100;

    /** Leaves room for a hash, and for enough of an alias. */
    private static final int MAX_PREFIX_LENGTH = 50;

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_.-]{1," + MAX_LENGTH + "}");
    private static final Pattern PLAIN_ALIAS = Pattern.compile("[A-Za-z0-9 _.-]*");

    private CredentialIds() {}

    /**
     * The ID for a key whose user gave none: {@code fal-} and the alias in lower case. If the alias loses more than
     * spaces and punctuation this way, or is too long, part of its hash is appended to avoid collisions.
     *
     * @param prefix the required prefix; may be empty
     */
    public static String derive(String alias, String prefix) {
        String id = "fal-" + alias.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        if (!id.startsWith(prefix)) {
            id = prefix + id;
        }
        if (PLAIN_ALIAS.matcher(alias).matches() && id.length() <= MAX_LENGTH) {
            return id;
        }
        String hash = "-" + sha256(alias).substring(0, 8);
        return id.substring(0, Math.min(id.length(), MAX_LENGTH - hash.length())) + hash;
    }

    /**
     * Checks the syntax of a prefix.
     *
     * @return the prefix, unchanged
     * @throws IllegalArgumentException if no ID could begin with it; the message is for users
     */
    public static String checkPrefix(String prefix) {
        if (!prefix.isEmpty()
                && (prefix.length() > MAX_PREFIX_LENGTH
                        || !ALLOWED.matcher(prefix).matches())) {
            throw new IllegalArgumentException(Messages.CredentialIds_badPrefix(prefix, MAX_PREFIX_LENGTH));
        }
        return prefix;
    }

    /**
     * Checks the syntax of an ID.
     *
     * @return the ID, unchanged
     * @throws IllegalArgumentException if this cannot be the ID of a new credential; the message is for users
     */
    public static String check(String id, String prefix) {
        if (!ALLOWED.matcher(id).matches()) {
            throw new IllegalArgumentException(Messages.CredentialIds_characters(id, MAX_LENGTH));
        }
        if (!id.startsWith(prefix)) {
            throw new IllegalArgumentException(Messages.CredentialIds_prefix(id, prefix));
        }
        return id;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
