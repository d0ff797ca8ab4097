package hudson.tasks;

import hudson.model.AbstractProject;
import hudson.model.Descriptor;

/** Metadata about a build wrapper. */
public abstract class BuildWrapperDescriptor extends Descriptor<BuildWrapper> {

    public abstract boolean isApplicable(AbstractProject<?, ?> item);
}
