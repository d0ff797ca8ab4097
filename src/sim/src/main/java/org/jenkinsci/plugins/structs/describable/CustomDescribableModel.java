package org.jenkinsci.plugins.structs.describable;

import java.util.Map;

/** Implemented by descriptors that convert the arguments of a script themselves. */
public interface CustomDescribableModel {

    default Map<String, Object> customInstantiate(Map<String, Object> arguments) {
        return arguments;
    }
}
