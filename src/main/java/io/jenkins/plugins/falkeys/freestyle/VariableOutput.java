package io.jenkins.plugins.falkeys.freestyle;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.Descriptor;
import hudson.model.Environment;
import io.jenkins.plugins.falkeys.KeyVariables;
import io.jenkins.plugins.falkeys.VariableForm;
import java.io.IOException;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Provides the key to later build steps in an environment variable, and deletes it when the build ends. */
public final class VariableOutput extends KeyOutput {

    private final String variable;
    private String keyIdVariable;
    private String keySecretVariable;

    @DataBoundConstructor
    public VariableOutput(String variable) {
        this.variable = Util.fixEmptyAndTrim(variable);
    }

    /** The environment variable for the whole key; null for {@code FAL_KEY}. */
    @CheckForNull
    public String getVariable() {
        return variable;
    }

    /** The environment variable for the key's ID; null for none. */
    @CheckForNull
    public String getKeyIdVariable() {
        return keyIdVariable;
    }

    @DataBoundSetter
    public void setKeyIdVariable(@CheckForNull String keyIdVariable) {
        this.keyIdVariable = Util.fixEmptyAndTrim(keyIdVariable);
    }

    /** The environment variable for the key's secret half; null for none. */
    @CheckForNull
    public String getKeySecretVariable() {
        return keySecretVariable;
    }

    @DataBoundSetter
    public void setKeySecretVariable(@CheckForNull String keySecretVariable) {
        this.keySecretVariable = Util.fixEmptyAndTrim(keySecretVariable);
    }

    @Override
    boolean isShown() {
        return true;
    }

    @Override
    void create(BuildRequest request) throws IOException, InterruptedException {
        FreestyleKey key =
                FreestyleKey.mint(request, null, KeyVariables.of(variable, keyIdVariable, keySecretVariable));
        request.build().getEnvironments().add(new Environment() {
            @Override
            public void buildEnvVars(Map<String, String> env) {
                key.addTo(env);
            }

            @Override
            @SuppressWarnings("rawtypes") // as declared
            public boolean tearDown(AbstractBuild build, BuildListener listener) {
                return key.end(listener);
            }
        });
    }

    @Extension
    @Symbol("environmentVariable")
    public static final class DescriptorImpl extends Descriptor<KeyOutput> implements VariableForm {

        @Override
        @NonNull
        public String getDisplayName() {
            return Messages.VariableOutput_displayName();
        }
    }
}
