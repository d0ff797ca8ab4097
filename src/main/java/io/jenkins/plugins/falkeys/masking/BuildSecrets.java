package io.jenkins.plugins.falkeys.masking;

import com.cloudbees.plugins.credentials.CredentialsParameterValue;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The secret values in a build. They must not become part of an alias, a description or an ID, since those are shown
 * unmasked in places other than the build's log.
 */
@Restricted(NoExternalUse.class)
public final class BuildSecrets {

    /** In characters. Shorter values occur by chance in many unrelated texts. */
    private static final int SHORTEST = 4;

    private record NamedSecret(String name, String value) {}

    private final List<NamedSecret> secrets = new ArrayList<>();

    /** The secret parameters of a run. */
    public static BuildSecrets of(Run<?, ?> run) {
        BuildSecrets secrets = new BuildSecrets();
        ParametersAction parameters = run.getAction(ParametersAction.class);
        if (parameters != null) {
            for (ParameterValue parameter : parameters.getParameters()) {
                if (isSecret(parameter)) {
                    Object value = parameter.getValue();
                    secrets.add(
                            "$" + parameter.getName(),
                            value instanceof Secret secret ? secret.getPlainText() : Objects.toString(value, null));
                }
            }
        }
        return secrets;
    }

    /** Jenkins treats a credentials parameter as sensitive, but its value is only an ID. */
    private static boolean isSecret(ParameterValue parameter) {
        return parameter.isSensitive() && !(parameter instanceof CredentialsParameterValue);
    }

    /**
     * Adds a secret, and also its secret half if it looks like a key.
     *
     * @param name what to call it in an error message
     * @param value null if it is not set
     */
    public void add(String name, @CheckForNull String value) {
        if (value != null && value.length() >= SHORTEST) {
            secrets.add(new NamedSecret(name, value));
            KeyForms.secretHalf(value).ifPresent(half -> secrets.add(new NamedSecret(name, half)));
        }
    }

    /** Adds a key that was minted for the build. */
    public void add(FalKey key) {
        String name = Messages.BuildSecrets_key(key.keyId());
        secrets.add(new NamedSecret(name, key.value()));
        secrets.add(new NamedSecret(name, key.secret()));
    }

    /**
     * Checks a text that others will be able to read.
     *
     * @param parameter the name of the parameter that the text belongs to
     * @param text null if it is not set
     * @throws AbortException if it contains a secret; the message says which one, but not its value
     */
    public void refuse(String parameter, @CheckForNull String text) throws AbortException {
        for (NamedSecret secret : secrets) {
            if (text != null && text.contains(secret.value())) {
                throw shown(parameter, secret.name());
            }
        }
    }

    /** The exception for a parameter that would reveal a secret. */
    public static AbortException shown(String parameter, String secret) {
        return new AbortException(Messages.BuildSecrets_shown(parameter, secret));
    }
}
