package hudson.model;

import hudson.tasks.Builder;
import java.util.ArrayList;
import java.util.List;

/** A freestyle job. */
public final class SimProject extends FreeStyleProject {

    private final String fullName;
    private final List<Builder> builders = new ArrayList<>();

    public SimProject(String fullName) {
        this.fullName = fullName;
    }

    @Override
    public List<Builder> getBuilders() {
        return builders;
    }

    @Override
    public String getFullName() {
        return fullName;
    }
}
