package hudson.model;

import hudson.tasks.Builder;
import java.util.List;

/** A freestyle job. */
public abstract class FreeStyleProject extends AbstractProject<FreeStyleProject, FreeStyleBuild> {

    FreeStyleProject() {}

    public abstract List<Builder> getBuilders();
}
