package io.jenkins.plugins.falkeys;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The environment variables that show a key to a build.
 *
 * @param key name of the variable for the whole key
 * @param keyId name of the variable for its ID; null for none
 * @param keySecret name of the variable for its secret half; null for none
 */
public record KeyVariables(
        String key,
        @CheckForNull String keyId,
        @CheckForNull String keySecret) {

    /** The variable that all of fal's clients read. */
    public static final String DEFAULT_KEY = "FAL_KEY";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** The names as a user gave them; no name for the whole key means {@link #DEFAULT_KEY}. */
    public static KeyVariables of(
            @CheckForNull String key, @CheckForNull String keyId, @CheckForNull String keySecret) {
        return new KeyVariables(key == null ? DEFAULT_KEY : key, keyId, keySecret);
    }

    /**
     * @throws KeyException when a name cannot name a variable, or two are the same
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
        if (names.stream().distinct().count() < names.size()) {
            throw new KeyException(Messages.KeyVariables_same());
        }
    }

    /**
     * Checks one name.
     *
     * @throws IllegalArgumentException when it cannot name a variable; the message is for users
     */
    public static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(Messages.KeyVariables_name(name));
        }
    }

    /** Names of the variables whose values are secret. */
    public List<String> secretNames() {
        return Stream.of(key, keySecret).filter(Objects::nonNull).toList();
    }

    /** The variables whose values are secret. */
    public Map<String, String> secret(FalKey falKey) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(key, falKey.value());
        if (keySecret != null) {
            variables.put(keySecret, falKey.secret());
        }
        return variables;
    }

    /** The variables that anybody may see. */
    public Map<String, String> open(FalKey falKey) {
        return keyId == null ? Map.of() : Map.of(keyId, falKey.keyId());
    }
}
