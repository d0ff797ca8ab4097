package io.jenkins.plugins.falkeys.sim;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments of one step.
 *
 * @param named the named arguments
 * @param sole the unnamed argument; null if there is none
 * @param body the block; null if there is none
 */
record Call(
        Map<String, Object> named,
        @CheckForNull Object sole,
        @CheckForNull Closure<?> body) {

    static Call of(Object... arguments) {
        List<Object> rest = new ArrayList<>(List.of(arguments));
        Closure<?> body = null;
        if (!rest.isEmpty() && rest.get(rest.size() - 1) instanceof Closure<?> block) {
            body = block;
            rest.remove(rest.size() - 1);
        }
        Map<String, Object> named = new LinkedHashMap<>();
        if (!rest.isEmpty() && rest.get(0) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> named.put(name.toString(), value));
            rest.remove(0);
        }
        return new Call(named, rest.isEmpty() ? null : rest.get(0), body);
    }

    /** The argument of this name, or the unnamed one. */
    String argument(String name) {
        return String.valueOf(sole == null ? named.get(name) : sole);
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(named.get(name));
    }

    /** All arguments by name. */
    Map<String, Object> arguments(Class<?> type) {
        return sole == null ? named : Map.of(DataBound.soleArgument(type), sole);
    }
}
