package hudson.tasks;

import hudson.ExtensionPoint;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.Describable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/** Something around a build. */
@SuppressWarnings("rawtypes") // as Jenkins declares it
public abstract class BuildWrapper implements Describable<BuildWrapper>, ExtensionPoint {

    public abstract Environment setUp(AbstractBuild build, Launcher launcher, BuildListener listener)
            throws IOException, InterruptedException;

    public OutputStream decorateLogger(AbstractBuild build, OutputStream logger)
            throws IOException, InterruptedException {
        return logger;
    }

    public void makeSensitiveBuildVariables(AbstractBuild build, Set<String> sensitiveVariables) {}

    /** What a wrapper shows to the build, and takes away at its end. */
    public abstract class Environment extends hudson.model.Environment {}
}
