package hudson.model;

import hudson.util.Secret;

/** A password parameter. */
final class SimPassword extends ParameterValue {

    private final String value;

    SimPassword(String name, String value) {
        super(name);
        this.value = value;
    }

    @Override
    public boolean isSensitive() {
        return true;
    }

    @Override
    public Object getValue() {
        return Secret.fromString(value);
    }
}
