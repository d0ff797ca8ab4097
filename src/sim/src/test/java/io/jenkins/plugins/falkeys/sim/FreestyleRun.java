package io.jenkins.plugins.falkeys.sim;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.ExtensionList;
import hudson.Launcher;
import hudson.console.ConsoleLogFilter;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.Environment;
import hudson.model.SimBuild;
import hudson.model.SimEnvironment;
import hudson.model.SimProject;
import hudson.tasks.BuildWrapper;
import hudson.tasks.Builder;
import io.jenkins.plugins.falkeys.scenarios.FreestyleJob;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a freestyle build. */
final class FreestyleRun {

    private final List<BuildWrapper> wrappers = new ArrayList<>();
    private final SimProject project;
    private final SimBuild build;
    private final Path workspace;

    private FreestyleRun(SimController controller, String name, FreestyleJob job) throws ReflectiveOperationException {
        workspace = controller.workspace();
        project = new SimProject(name);
        build = new SimBuild(project, job.parameters(), job.passwords(), wrappers);
        for (Map<String, ?> wrapper : job.wrappers()) {
            wrappers.add(DataBound.describe(BuildWrapper.class, wrapper));
        }
        for (Map<String, Map<String, Object>> builder : job.builders()) {
            Map<String, Object> shell = builder.get("shell");
            project.getBuilders()
                    .add(
                            shell == null
                                    ? DataBound.describe(Builder.class, builder)
                                    : new ShellStep((String) shell.get("command")));
        }
    }

    /** Returns the name of the result. */
    static String run(SimController controller, String name, FreestyleJob job, BuildLog log)
            throws IOException, InterruptedException, ReflectiveOperationException {
        return new FreestyleRun(controller, name, job).run(log);
    }

    private String run(BuildLog log) throws IOException, InterruptedException {
        OutputStream stream = log.stream();
        for (ConsoleLogFilter filter : ExtensionList.lookup(ConsoleLogFilter.class)) {
            stream = filter.decorateLogger(build, stream);
        }
        for (BuildWrapper wrapper : wrappers) {
            stream = wrapper.decorateLogger(build, stream);
        }
        try (PrintStream printer = BuildLog.printer(stream)) {
            String result = build(printer) ? "SUCCESS" : "FAILURE";
            printer.println("Finished: " + result);
            return result;
        }
    }

    private boolean build(PrintStream printer) throws IOException, InterruptedException {
        BuildListener listener = () -> printer;
        boolean good;
        try {
            good = steps(listener);
        } catch (AbortException e) {
            printer.println("ERROR: " + e.getMessage());
            good = false;
        } catch (IOException | RuntimeException e) {
            e.printStackTrace(printer);
            good = false;
        }
        List<Environment> environments = List.copyOf(build.getEnvironments());
        for (int i = environments.size() - 1; i >= 0; i--) {
            good &= environments.get(i).tearDown(build, listener);
        }
        return good;
    }

    private boolean steps(BuildListener listener) throws IOException, InterruptedException {
        for (BuildWrapper wrapper : wrappers) {
            build.getEnvironments().add(wrapper.setUp(build, null, listener));
        }
        for (Builder builder : project.getBuilders()) {
            if (!builder.perform(build, null, listener)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The build step 'Execute shell'. Like the one in Jenkins, it expands the values of the environment a second time.
     */
    private final class ShellStep extends Builder {

        private final String command;

        ShellStep(String command) {
            this.command = command;
        }

        @Override
        public boolean perform(AbstractBuild<?, ?> running, Launcher launcher, BuildListener listener)
                throws IOException, InterruptedException {
            EnvVars environment = SimEnvironment.ofProcess();
            running.getEnvironment(listener)
                    .forEach((name, value) -> environment.override(name, environment.expand(value)));
            PrintStream log = listener.getLogger();
            int code = Shell.run(command, environment, workspace, log, log);
            if (code != 0) {
                log.println("Build step 'Execute shell' marked build as failure");
            }
            return code == 0;
        }
    }
}
