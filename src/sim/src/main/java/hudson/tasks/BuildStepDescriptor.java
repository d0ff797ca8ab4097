package hudson.tasks;

import hudson.model.AbstractProject;
import hudson.model.Describable;
import hudson.model.Descriptor;

/** Metadata about a build step. */
public abstract class BuildStepDescriptor<T extends BuildStep & Describable<T>> extends Descriptor<T> {

    @SuppressWarnings("rawtypes") // as Jenkins declares it
    public abstract boolean isApplicable(Class<? extends AbstractProject> jobType);
}
