package hudson.model;

/** A freestyle job. */
public abstract class FreeStyleProject extends AbstractProject<FreeStyleProject, FreeStyleBuild> {

    FreeStyleProject() {}
}
