package hudson.model;

import java.util.AbstractList;
import java.util.List;

/** The environments of a build. */
public final class EnvironmentList extends AbstractList<Environment> {

    private final List<Environment> base;

    public EnvironmentList(List<Environment> base) {
        this.base = base;
    }

    @Override
    public Environment get(int index) {
        return base.get(index);
    }

    @Override
    public int size() {
        return base.size();
    }

    @Override
    public void add(int index, Environment environment) {
        base.add(index, environment);
    }
}
