package hudson.model;

import hudson.EnvVars;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The first run of a Pipeline job. */
public final class SimRun extends Run<SimJob, SimRun> {

    private final SimJob job;

    public SimRun(SimJob job) {
        this.job = job;
    }

    @Override
    public SimJob getParent() {
        return job;
    }

    @Override
    public int getNumber() {
        return 1;
    }

    @Override
    public String getExternalizableId() {
        return job.getFullName() + "#" + getNumber();
    }

    @Override
    public Charset getCharset() {
        return StandardCharsets.UTF_8;
    }

    @Override
    public <T extends Action> T getAction(Class<T> type) {
        return null;
    }

    @Override
    public EnvVars getEnvironment(TaskListener listener) {
        return SimEnvironment.of(this);
    }
}
