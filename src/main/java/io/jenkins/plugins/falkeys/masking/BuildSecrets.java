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
 * The values that are secret in a build. None of them may become part of an alias, a description or an ID, which people
 * read in other places than the build's log, without any mask.
 */
@Restricted(NoExternalUse.class)
public final class BuildSecrets {

    /** In characters. Shorter values stand by chance in many a text that has nothing to do with them. */
    private static final int SHORTEST = 4;

    private record NamedSecret(String name, String value) {}

    private final List<NamedSecret> secrets = new ArrayList<>();

    /** The secrets among a run's parameters. */
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

    /** A credentials parameter counts as sensitive in Jenkins, but its value is an ID. */
    private static boolean isSecret(ParameterValue parameter) {
        return parameter.isSensitive() && !(parameter instanceof CredentialsParameterValue);
    }

    /**
     * Adds a secret, and its secret half when it looks like a key.
     *
     * @param name what to call it in a message
     * @param value null when it has none
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
     * Checks a text that others will read.
     *
     * @param parameter the name of the parameter whose value it is
     * @param text null when there is none
     * @throws AbortException when it contains a secret; the message says which, and not its value
     */
    public void refuse(String parameter, @CheckForNull String text) throws AbortException {
        for (NamedSecret secret : secrets) {
            if (text != null && text.contains(secret.value())) {
                throw shown(parameter, secret.name());
            }
        }
    }

    /** What to throw when a parameter would show a secret. */
    public static AbortException shown(String parameter, String secret) {
        return new AbortException(Messages.BuildSecrets_shown(parameter, secret));
    }
}
