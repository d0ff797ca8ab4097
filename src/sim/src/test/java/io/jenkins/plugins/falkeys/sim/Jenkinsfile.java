package io.jenkins.plugins.falkeys.sim;

import groovy.lang.MissingPropertyException;
import groovy.lang.Script;

/** The base class of every scripted Pipeline: calls steps, and finds environment variables by name. */
public abstract class Jenkinsfile extends Script {

    private static final String STEPS = "steps";

    /** Groovy's hook for missing methods. */
    public Object methodMissing(String name, Object arguments) throws Throwable {
        return steps().call(name, (Object[]) arguments);
    }

    /** Groovy's hook for missing properties. */
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
