package io.jenkins.plugins.falkeys.freestyle;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Launcher;
import hudson.Util;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.model.Descriptor;
import hudson.model.FreeStyleProject;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.falkeys.FalKeysForm;
import java.io.IOException;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The build step 'Create fal API key'. */
public final class FalKeyBuilder extends Builder {

    private final String alias;
    private final KeyOutput output;
    private String adminCredentialsId;

    @DataBoundConstructor
    public FalKeyBuilder(String alias, KeyOutput output) {
        this.alias = alias;
        this.output = output;
    }

    /** The alias, before build variables are expanded. */
    public String getAlias() {
        return alias;
    }

    /** Where the key goes. */
    public KeyOutput getOutput() {
        return output;
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

    @Override
    public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        KeyOutput chosen = output == null ? new SecretTextOutput() : output;
        // Without an alias, which only a form insists on, each build would store one more key.
        chosen.create(new BuildRequest(build, listener, alias == null ? "" : alias, adminCredentialsId));
        return true;
    }

    @Extension
    @Symbol("falKey")
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> implements FalKeysForm {

        /** The output that is selected for a new build step in the form. */
        public Descriptor<KeyOutput> getDefaultOutput() {
            return new SecretTextOutput().getDescriptor();
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return Messages.FalKeyBuilder_displayName();
        }

        @Override
        @SuppressWarnings("rawtypes") // as declared
        public boolean isApplicable(Class<? extends AbstractProject> type) {
            return FreeStyleProject.class.isAssignableFrom(type);
        }
    }
}
