package io.jenkins.plugins.falkeys.sim;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * What the blocks around a step say about it.
 *
 * @param around what the next block outside says; null for the outermost
 */
record Context(Object value, @CheckForNull Context around) {

    Context with(Object inner) {
        return new Context(inner, this);
    }

    /** The innermost value of a type; null if there is none. */
    @CheckForNull
    <T> T get(Class<T> type) {
        for (Context at = this; at != null; at = at.around) {
            if (type.isInstance(at.value)) {
                return type.cast(at.value);
            }
        }
        return null;
    }
}
