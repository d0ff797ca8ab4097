package io.jenkins.plugins.falkeys.sim;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * A value that an enclosing block provides to its steps.
 *
 * @param enclosing the context outside that block; null for the outermost one
 */
record Context(Object value, @CheckForNull Context enclosing) {

    Context with(Object inner) {
        return new Context(inner, this);
    }

    /** The innermost value of a type; null if there is none. */
    @CheckForNull
    <T> T get(Class<T> type) {
        for (Context at = this; at != null; at = at.enclosing) {
            if (type.isInstance(at.value)) {
                return type.cast(at.value);
            }
        }
        return null;
    }
}
