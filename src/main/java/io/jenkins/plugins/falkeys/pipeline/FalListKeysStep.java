package io.jenkins.plugins.falkeys.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.Serializable;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code falListKeys}: returns the keys of this job that are not deleted, without secrets. */
public final class FalListKeysStep extends Step implements Serializable {

    private static final long serialVersionUID = 1L;

    private String aliasPrefix;

    @DataBoundConstructor
    public FalListKeysStep() {
        // the prefix is optional
    }

    /** Prefix of the aliases to list; null for all keys. */
    @CheckForNull
    public String getAliasPrefix() {
        return aliasPrefix;
    }

    @DataBoundSetter
    public void setAliasPrefix(@CheckForNull String aliasPrefix) {
        this.aliasPrefix = Util.fixEmpty(aliasPrefix);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new FalListKeysExecution(context, aliasPrefix);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {

        @Override
        public String getFunctionName() {
            return "falListKeys";
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return Messages.FalListKeysStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FlowNode.class);
        }
    }
}
