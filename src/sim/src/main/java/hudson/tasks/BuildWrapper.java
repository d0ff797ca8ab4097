package hudson.tasks;

import hudson.ExtensionPoint;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.Describable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/** Something that wraps a build. */
@SuppressWarnings("rawtypes") // as Jenkins declares it
public abstract class BuildWrapper implements Describable<BuildWrapper>, ExtensionPoint {

    public abstract Environment setUp(AbstractBuild build, Launcher launcher, BuildListener listener)
            throws IOException, InterruptedException;

    public OutputStream decorateLogger(AbstractBuild build, OutputStream logger)
            throws IOException, InterruptedException {
        return logger;
    }

    public void makeSensitiveBuildVariables(AbstractBuild build, Set<String> sensitiveVariables) {}

    /** Variables that a wrapper adds to the build, and its clean-up at the end. */
    public abstract class Environment extends hudson.model.Environment {}
}
