package io.jenkins.plugins.falkeys.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.KeyVariables;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;

/** Adds a key to the environment of the steps in a block. */
final class KeyEnvironment extends EnvironmentExpander {

    private static final long serialVersionUID = 1L;

    private final Map<String, Secret> secret = new HashMap<>();
    private final Map<String, String> open;

    KeyEnvironment(KeyVariables variables, FalKey key) {
        variables.secret(key).forEach((name, value) -> secret.put(name, Secret.fromString(value)));
        open = new HashMap<>(variables.plain(key));
    }

    @Override
    public void expand(@NonNull EnvVars env) {
        secret.forEach((name, value) -> env.override(name, value.getPlainText()));
        open.forEach(env::override);
    }

    @Override
    @NonNull
    public Set<String> getSensitiveVariables() {
        return Set.copyOf(secret.keySet());
    }
}
