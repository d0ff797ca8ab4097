package io.jenkins.plugins.falkeys.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.FalKeysForm;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code falRotateKey}: replaces the key in a credential, and deletes the old key after a grace period. */
public final class FalRotateKeyStep extends AdminKeyStep {

    private static final long serialVersionUID = 1L;

    private final String credentialsId;
    private String alias;
    private int graceMinutes = RotateRequest.DEFAULT_GRACE_MINUTES;

    @DataBoundConstructor
    public FalRotateKeyStep(String credentialsId) {
        this.credentialsId = credentialsId;
    }

    /** ID of the credential whose key is replaced. */
    public String getCredentialsId() {
        return credentialsId;
    }

    /** The new key's alias; null to keep the old one. */
    @CheckForNull
    public String getAlias() {
        return alias;
    }

    @DataBoundSetter
    public void setAlias(@CheckForNull String alias) {
        this.alias = Util.fixEmptyAndTrim(alias);
    }

    /** How long the old key stays alive, in minutes. */
    public int getGraceMinutes() {
        return graceMinutes;
    }

    @DataBoundSetter
    public void setGraceMinutes(int graceMinutes) {
        this.graceMinutes = graceMinutes;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new FalRotateKeyExecution(context, this);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor implements FalKeysForm {

        @Override
        public String getFunctionName() {
            return "falRotateKey";
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return Messages.FalRotateKeyStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FlowNode.class);
        }
    }
}
