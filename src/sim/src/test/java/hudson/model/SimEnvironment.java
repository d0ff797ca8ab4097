package hudson.model;

import hudson.EnvVars;

/** The environment that every run starts with. */
public final class SimEnvironment {

    private SimEnvironment() {}

    /** The environment of this process, without variables that are only for the runner. */
    public static EnvVars ofProcess() {
        EnvVars environment = new EnvVars(System.getenv());
        environment.remove("FAL_ADMIN_KEY");
        return environment;
    }

    static EnvVars of(Run<?, ?> run) {
        EnvVars environment = ofProcess();
        environment.put("BUILD_NUMBER", String.valueOf(run.getNumber()));
        environment.put("JOB_NAME", run.getParent().getFullName());
        return environment;
    }
}
