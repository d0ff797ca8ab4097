package io.jenkins.plugins.falkeys.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code falDeleteKey}: deletes a key of this job, and the credential that holds it. */
public final class FalDeleteKeyStep extends Step implements Serializable {

    private static final long serialVersionUID = 1L;

    private String keyId;
    private String credentialsId;
    private boolean removeCredential = true;
    private boolean failIfMissing;

    @DataBoundConstructor
    public FalDeleteKeyStep() {
        // one of the two IDs has to be set
    }

    /** The key's ID; null if the credential identifies it. */
    @CheckForNull
    public String getKeyId() {
        return keyId;
    }

    /**
     * @param keyId the ID. If a whole key was passed by mistake, its secret half is cut off at once, before it can be
     *     shown
     */
    @DataBoundSetter
    public void setKeyId(@CheckForNull String keyId) {
        this.keyId = keyId == null ? null : Util.fixEmptyAndTrim(withoutSecret(keyId));
    }

    static String withoutSecret(String keyId) {
        return keyId.substring(0, keyId.contains(":") ? keyId.indexOf(':') : keyId.length());
    }

    /** ID of the credential that holds the key; null if the key's own ID is given. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Whether to remove the credential that holds the key as well. */
    public boolean isRemoveCredential() {
        return removeCredential;
    }

    @DataBoundSetter
    public void setRemoveCredential(boolean removeCredential) {
        this.removeCredential = removeCredential;
    }

    /** Whether to fail if this job has no such key. */
    public boolean isFailIfMissing() {
        return failIfMissing;
    }

    @DataBoundSetter
    public void setFailIfMissing(boolean failIfMissing) {
        this.failIfMissing = failIfMissing;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new FalDeleteKeyExecution(context, this);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {

        @Override
        public String getFunctionName() {
            return "falDeleteKey";
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return Messages.FalDeleteKeyStep_displayName();
        }

        @Override
        @CheckForNull
        public String argumentsToString(@NonNull Map<String, Object> namedArgs) {
            Object id = namedArgs.getOrDefault("keyId", namedArgs.get("credentialsId"));
            return id == null ? null : withoutSecret(id.toString());
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FlowNode.class);
        }
    }
}
