package io.jenkins.plugins.falkeys.sim;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.ExtensionList;
import hudson.console.ConsoleLogFilter;
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

    private final FreestyleJob job;
    private final List<BuildWrapper> wrappers = new ArrayList<>();
    private final SimBuild build;
    private final Path workspace;

    private FreestyleRun(SimController controller, String name, FreestyleJob job) {
        this.job = job;
        this.workspace = controller.workspace();
        this.build = new SimBuild(new SimProject(name), job.parameters(), job.passwords(), wrappers);
    }

    /** Returns the name of the result. */
    static String run(SimController controller, String name, FreestyleJob job, BuildLog log)
            throws IOException, InterruptedException {
        return new FreestyleRun(controller, name, job).run(log);
    }

    private String run(BuildLog log) throws IOException, InterruptedException {
        OutputStream stream = log.stream();
        for (ConsoleLogFilter filter : ExtensionList.lookup(ConsoleLogFilter.class)) {
            stream = filter.decorateLogger(build, stream);
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
        } catch (Throwable t) {
            t.printStackTrace(printer);
            good = false;
        }
        List<Environment> environments = List.copyOf(build.getEnvironments());
        for (int i = environments.size() - 1; i >= 0; i--) {
            good &= environments.get(i).tearDown(build, listener);
        }
        return good;
    }

    private boolean steps(BuildListener listener) throws Throwable {
        for (Map<String, ?> description : job.wrappers()) {
            wrappers.add(DataBound.describe(BuildWrapper.class, description));
        }
        for (BuildWrapper wrapper : wrappers) {
            build.getEnvironments().add(wrapper.setUp(build, null, listener));
        }
        for (Map<String, Map<String, Object>> description : job.builders()) {
            Map<String, Object> shell = description.get("shell");
            boolean good = shell == null
                    ? DataBound.describe(Builder.class, description).perform(build, null, listener)
                    : shell((String) shell.get("command"), listener);
            if (!good) {
                return false;
            }
        }
        return true;
    }

    /** Like Jenkins' own, this expands the values of the environment a second time. */
    private boolean shell(String command, BuildListener listener) throws IOException, InterruptedException {
        EnvVars environment = SimEnvironment.ofProcess();
        build.getEnvironment(listener).forEach((name, value) -> environment.override(name, environment.expand(value)));
        PrintStream log = listener.getLogger();
        int code = Shell.run(command, environment, workspace, log, log);
        if (code != 0) {
            log.println("Build step 'Execute shell' marked build as failure");
        }
        return code == 0;
    }
}
