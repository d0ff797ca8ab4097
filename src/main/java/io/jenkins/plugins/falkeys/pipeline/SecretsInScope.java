package io.jenkins.plugins.falkeys.pipeline;

import hudson.EnvVars;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.masking.BuildSecrets;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Determines the secrets that a step can see: secret parameters of the run, and what the enclosing blocks bind. */
final class SecretsInScope {

    private SecretsInScope() {}

    static BuildSecrets of(StepContext context) throws IOException, InterruptedException {
        BuildSecrets secrets = BuildSecrets.of(context.get(Run.class));
        EnvironmentExpander bound = context.get(EnvironmentExpander.class);
        if (bound != null) {
            EnvVars variables = new EnvVars();
            bound.expand(variables);
            bound.getSensitiveVariables().forEach(name -> secrets.add("$" + name, variables.get(name)));
        }
        return secrets;
    }
}
