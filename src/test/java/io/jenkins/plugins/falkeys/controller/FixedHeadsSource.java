package io.jenkins.plugins.falkeys.controller;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.TaskListener;
import hudson.scm.NullSCM;
import hudson.scm.SCM;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadEvent;
import jenkins.scm.api.SCMHeadObserver;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMSource;
import jenkins.scm.api.SCMSourceCriteria;
import jenkins.scm.api.SCMSourceDescriptor;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDefinition;
import org.jenkinsci.plugins.workflow.multibranch.AbstractWorkflowBranchProjectFactory;
import org.jvnet.hudson.test.TestExtension;

/** An SCM source with a fixed list of branches and change requests: names that begin with PR- are change requests. */
public final class FixedHeadsSource extends SCMSource {

    static final List<String> NAMES = new CopyOnWriteArrayList<>();

    @Override
    protected void retrieve(
            SCMSourceCriteria criteria,
            @NonNull SCMHeadObserver observer,
            SCMHeadEvent<?> event,
            @NonNull TaskListener listener)
            throws IOException, InterruptedException {
        for (String name : NAMES) {
            SCMHead head = name.startsWith("PR-") ? new ChangeRequest(name) : new SCMHead(name);
            observer.observe(head, new Revision(head));
        }
    }

    @Override
    @NonNull
    public SCM build(@NonNull SCMHead head, SCMRevision revision) {
        return new NullSCM();
    }

    @TestExtension
    public static final class DescriptorImpl extends SCMSourceDescriptor {}

    /** A change request, which anybody may open. */
    public static final class ChangeRequest extends SCMHead implements ChangeRequestSCMHead {

        private static final long serialVersionUID = 1L;

        ChangeRequest(String name) {
            super(name);
        }

        @Override
        @NonNull
        public String getId() {
            return getName().substring("PR-".length());
        }

        @Override
        @NonNull
        public SCMHead getTarget() {
            return new SCMHead("main");
        }
    }

    /** Each head has one revision. */
    public static final class Revision extends SCMRevision {

        private static final long serialVersionUID = 1L;

        Revision(SCMHead head) {
            super(head);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Revision revision && revision.getHead().equals(getHead());
        }

        @Override
        public int hashCode() {
            return Objects.hash(getHead());
        }
    }

    /** Runs the same script for all of them. */
    public static final class Factory extends AbstractWorkflowBranchProjectFactory {

        private final String script;

        Factory(String script) {
            this.script = script;
        }

        @Override
        protected FlowDefinition createDefinition() {
            try {
                return new CpsFlowDefinition(script, true);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected SCMSourceCriteria getSCMSourceCriteria(@NonNull SCMSource source) {
            return null;
        }

        @TestExtension
        public static final class DescriptorImpl extends AbstractWorkflowBranchProjectFactoryDescriptor {}
    }

    static AbstractWorkflowBranchProjectFactory running(String script) {
        return new Factory(script);
    }
}
