package hudson.model;

/** One run of a freestyle job. */
public abstract class FreeStyleBuild extends AbstractBuild<FreeStyleProject, FreeStyleBuild> {

    FreeStyleBuild() {}
}
