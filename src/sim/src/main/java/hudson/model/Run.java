package hudson.model;

import hudson.EnvVars;
import java.io.IOException;
import java.nio.charset.Charset;

/** One run of a job. */
public abstract class Run<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> {

    Run() {}

    public abstract JobT getParent();

    public abstract int getNumber();

    public final long getTimeInMillis() {
        return 0;
    }

    public abstract String getExternalizableId();

    public abstract Charset getCharset();

    public abstract <T extends Action> T getAction(Class<T> type);

    public abstract EnvVars getEnvironment(TaskListener listener) throws IOException, InterruptedException;
}
