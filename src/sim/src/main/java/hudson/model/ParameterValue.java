package hudson.model;

/** A parameter of a run, with its value. */
public abstract class ParameterValue {

    private final String name;

    protected ParameterValue(String name) {
        this.name = name;
    }

    public final String getName() {
        return name;
    }

    public boolean isSensitive() {
        return false;
    }

    public Object getValue() {
        return null;
    }
}
