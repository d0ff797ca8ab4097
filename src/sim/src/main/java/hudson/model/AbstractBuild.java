package hudson.model;

import java.util.Set;

/** One run of a job with build steps. */
public abstract class AbstractBuild<P extends AbstractProject<P, R>, R extends AbstractBuild<P, R>> extends Run<P, R> {

    AbstractBuild() {}

    public abstract Set<String> getSensitiveBuildVariables();

    public abstract EnvironmentList getEnvironments();
}
