package io.jenkins.plugins.falkeys.freestyle;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Launcher;
import hudson.Util;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.model.FreeStyleProject;
import hudson.tasks.BuildWrapper;
import hudson.tasks.BuildWrapperDescriptor;
import io.jenkins.plugins.falkeys.KeyVariables;
import io.jenkins.plugins.falkeys.MaxCostForm;
import io.jenkins.plugins.falkeys.VariableForm;
import io.jenkins.plugins.falkeys.masking.BuildMasks;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The build environment 'Provide a short-lived fal API key'. */
public final class FalKeyBuildWrapper extends BuildWrapper {

    private String alias;
    private String variable;
    private String keyIdVariable;
    private String keySecretVariable;
    private String adminCredentialsId;
    private String maxCost;

    @DataBoundConstructor
    public FalKeyBuildWrapper() {
        // all fields have defaults
    }

    /** The alias, before build variables are expanded; null for a unique one. */
    @CheckForNull
    public String getAlias() {
        return alias;
    }

    @DataBoundSetter
    public void setAlias(@CheckForNull String alias) {
        this.alias = Util.fixEmpty(alias);
    }

    /** The environment variable for the whole key; null for {@code FAL_KEY}. */
    @CheckForNull
    public String getVariable() {
        return variable;
    }

    @DataBoundSetter
    public void setVariable(@CheckForNull String variable) {
        this.variable = Util.fixEmptyAndTrim(variable);
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

    /** ID of the admin key's credential; null for the configured one. */
    @CheckForNull
    public String getAdminCredentialsId() {
        return adminCredentialsId;
    }

    @DataBoundSetter
    public void setAdminCredentialsId(@CheckForNull String adminCredentialsId) {
        this.adminCredentialsId = Util.fixEmptyAndTrim(adminCredentialsId);
    }

    /** The cost limit, in fal's currency, at which the key is revoked and the build stopped; null for none. */
    @CheckForNull
    public String getMaxCost() {
        return maxCost;
    }

    @DataBoundSetter
    public void setMaxCost(@CheckForNull String maxCost) {
        this.maxCost = Util.fixEmptyAndTrim(maxCost);
    }

    private KeyVariables variables() {
        return KeyVariables.of(variable, keyIdVariable, keySecretVariable);
    }

    @Override
    @SuppressWarnings("rawtypes") // as declared
    public Environment setUp(AbstractBuild build, Launcher launcher, BuildListener listener)
            throws IOException, InterruptedException {
        FreestyleKey key =
                FreestyleKey.mint(new BuildRequest(build, listener, alias, adminCredentialsId), maxCost, variables());
        return new Environment() {
            @Override
            public void buildEnvVars(Map<String, String> env) {
                key.addTo(env);
            }

            @Override
            public boolean tearDown(AbstractBuild ending, BuildListener endingListener) {
                return key.end(endingListener);
            }
        };
    }

    /** Sets up the masks, before there is a key. */
    @Override
    @SuppressWarnings("rawtypes") // as declared
    public OutputStream decorateLogger(AbstractBuild build, OutputStream logger) {
        return BuildMasks.mask(build, logger);
    }

    @Override
    @SuppressWarnings("rawtypes") // as declared
    public void makeSensitiveBuildVariables(AbstractBuild build, Set<String> sensitiveVariables) {
        sensitiveVariables.addAll(variables().secretNames());
    }

    @Extension
    @Symbol("shortLivedFalKey")
    public static final class DescriptorImpl extends BuildWrapperDescriptor implements VariableForm, MaxCostForm {

        @Override
        @NonNull
        public String getDisplayName() {
            return Messages.FalKeyBuildWrapper_displayName();
        }

        @Override
        public boolean isApplicable(AbstractProject<?, ?> item) {
            return item instanceof FreeStyleProject;
        }
    }
}
