package hudson.model;

import hudson.EnvVars;

/** What every run finds in its environment. */
public final class SimEnvironment {

    private SimEnvironment() {}

    /** The environment of this process, but not what is meant for the runner alone. */
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
