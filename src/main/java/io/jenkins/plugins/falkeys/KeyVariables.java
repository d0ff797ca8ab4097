package io.jenkins.plugins.falkeys;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The environment variables in which a build sees its key.
 *
 * @param key name of the variable for the whole key
 * @param keyId name of the variable for its ID; null for none
 * @param keySecret name of the variable for its secret half; null for none
 */
public record KeyVariables(
        String key,
        @CheckForNull String keyId,
        @CheckForNull String keySecret) {

    /** The variable that fal's clients read. */
    public static final String DEFAULT_KEY = "FAL_KEY";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** The names as a user entered them. The name for the whole key defaults to {@link #DEFAULT_KEY}. */
    public static KeyVariables of(
            @CheckForNull String key, @CheckForNull String keyId, @CheckForNull String keySecret) {
        return new KeyVariables(key == null ? DEFAULT_KEY : key, keyId, keySecret);
    }

    /**
     * @throws KeyException if a name is not a valid variable name, or if two names are the same, apart from their case,
     *     which Jenkins ignores
     */
    public void check() throws KeyException {
        List<String> names =
                Stream.of(key, keyId, keySecret).filter(Objects::nonNull).toList();
        for (String name : names) {
            try {
                checkName(name);
            } catch (IllegalArgumentException e) {
                throw new KeyException(Messages.KeyException_notMade(e.getMessage()));
            }
        }
        if (names.stream().map(name -> name.toUpperCase(Locale.ROOT)).distinct().count() < names.size()) {
            throw new KeyException(Messages.KeyVariables_same());
        }
    }

    /**
     * Checks one name.
     *
     * @throws IllegalArgumentException if it is not a valid variable name; the message is for users
     */
    public static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(Messages.KeyVariables_name(name));
        }
    }

    /** The names of the variables whose values are secret. */
    public List<String> secretNames() {
        return Stream.of(key, keySecret).filter(Objects::nonNull).toList();
    }

    /** The variables whose values are secret, with their values. */
    public Map<String, String> secret(FalKey falKey) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(key, falKey.value());
        if (keySecret != null) {
            variables.put(keySecret, falKey.secret());
        }
        return variables;
    }

    /** The variables whose values are not secret, with their values. */
    public Map<String, String> plain(FalKey falKey) {
        return keyId == null ? Map.of() : Map.of(keyId, falKey.keyId());
    }
}
