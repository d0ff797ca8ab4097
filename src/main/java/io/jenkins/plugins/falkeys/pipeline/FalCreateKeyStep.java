package io.jenkins.plugins.falkeys.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.NewCredentialForm;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code falCreateKey}: creates a key and stores it as a new Secret text credential. */
public final class FalCreateKeyStep extends AdminKeyStep {

    private static final long serialVersionUID = 1L;

    private final String alias;
    private String credentialsId;
    private String description;
    private String folder;
    private String ifExists;
    private Integer expiresAfterDays;

    @DataBoundConstructor
    public FalCreateKeyStep(String alias) {
        this.alias = alias;
    }

    /** The key's alias. */
    public String getAlias() {
        return alias;
    }

    /** ID of the new credential; null to derive it from the alias. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Description of the new credential; null for a generated one that names the key. */
    @CheckForNull
    public String getDescription() {
        return description;
    }

    @DataBoundSetter
    public void setDescription(@CheckForNull String description) {
        this.description = Util.fixEmptyAndTrim(description);
    }

    /** Full name of the folder to store in; null for the nearest one above the job. */
    @CheckForNull
    public String getFolder() {
        return folder;
    }

    @DataBoundSetter
    public void setFolder(@CheckForNull String folder) {
        this.folder = Util.fixEmptyAndTrim(folder);
    }

    /**
     * What to do if the credential already exists: {@code fail}, {@code keep} or {@code rotate}; null for {@code fail}.
     */
    @CheckForNull
    public String getIfExists() {
        return ifExists;
    }

    @DataBoundSetter
    public void setIfExists(@CheckForNull String ifExists) {
        this.ifExists = IfExists.unlessDefault(ifExists);
    }

    /** After how many days the key is deleted together with its credential; null for never. */
    @CheckForNull
    public Integer getExpiresAfterDays() {
        return expiresAfterDays;
    }

    @DataBoundSetter
    public void setExpiresAfterDays(@CheckForNull Integer expiresAfterDays) {
        this.expiresAfterDays = expiresAfterDays;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new FalCreateKeyExecution(context, this);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor implements NewCredentialForm {

        @Override
        public String getFunctionName() {
            return "falCreateKey";
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return Messages.FalCreateKeyStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FlowNode.class);
        }
    }
}
