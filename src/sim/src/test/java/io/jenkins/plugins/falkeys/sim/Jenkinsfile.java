package io.jenkins.plugins.falkeys.sim;

import groovy.lang.MissingPropertyException;
import groovy.lang.Script;

/** What every scripted Pipeline extends: calls of steps, and environment variables by their names. */
public abstract class Jenkinsfile extends Script {

    private static final String STEPS = "steps";

    /** Groovy's hook for methods that are not there. */
    public Object methodMissing(String name, Object arguments) throws Throwable {
        return steps().call(name, (Object[]) arguments);
    }

    /** Groovy's hook for properties that are not there. */
    public Object propertyMissing(String name) throws Exception {
        String value = steps().environment().get(name);
        if (value == null) {
            throw new MissingPropertyException(name, getClass());
        }
        return value;
    }

    private Steps steps() {
        return (Steps) getBinding().getVariable(STEPS);
    }
}
