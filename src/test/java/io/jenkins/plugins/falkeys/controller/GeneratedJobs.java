package io.jenkins.plugins.falkeys.controller;

import com.cloudbees.hudson.plugins.folder.AbstractFolderDescriptor;
import com.cloudbees.hudson.plugins.folder.computed.ChildObserver;
import com.cloudbees.hudson.plugins.folder.computed.ComputedFolder;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.ItemGroup;
import hudson.model.TaskListener;
import hudson.model.TopLevelItem;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jvnet.hudson.test.TestExtension;

/** A folder that makes its items itself, as a multibranch project does. */
public final class GeneratedJobs extends ComputedFolder<WorkflowJob> {

    public GeneratedJobs(ItemGroup<?> parent, String name) {
        super(parent, name);
    }

    @Override
    protected void computeChildren(ChildObserver<WorkflowJob> observer, TaskListener listener)
            throws IOException, InterruptedException {
        if (observer.shouldUpdate("job") == null && observer.mayCreate("job")) {
            observer.created(new WorkflowJob(this, "job"));
        }
        observer.completed("job");
    }

    @TestExtension
    public static final class DescriptorImpl extends AbstractFolderDescriptor {

        @Override
        @NonNull
        public String getDisplayName() {
            return "Generated jobs";
        }

        @Override
        public TopLevelItem newInstance(ItemGroup parent, String name) {
            return new GeneratedJobs(parent, name);
        }
    }
}
