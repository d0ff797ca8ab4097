package hudson.model;

/** A Pipeline job. */
public final class SimJob extends Job<SimJob, SimRun> {

    private final String fullName;

    public SimJob(String fullName) {
        this.fullName = fullName;
    }

    @Override
    public String getFullName() {
        return fullName;
    }
}
