package hudson.model;

/** A freestyle job. */
public final class SimProject extends FreeStyleProject {

    private final String fullName;

    public SimProject(String fullName) {
        this.fullName = fullName;
    }

    @Override
    public String getFullName() {
        return fullName;
    }
}
