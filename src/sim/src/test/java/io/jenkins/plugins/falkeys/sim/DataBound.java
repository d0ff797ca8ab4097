package io.jenkins.plugins.falkeys.sim;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionList;
import hudson.model.Descriptor;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Creates configured objects the way forms and scripts do: with a constructor and setters. */
final class DataBound {

    private static final PrintStream NO_LOG = new PrintStream(OutputStream.nullOutputStream());

    private DataBound() {}

    /** The name of the one argument that may be given without a name. */
    static String soleArgument(Class<?> type) {
        List<Parameter> parameters = List.of(constructor(type).getParameters());
        if (parameters.size() != 1) {
            throw new IllegalArgumentException(type.getSimpleName() + " takes its arguments by name only");
        }
        return parameters.get(0).getName();
    }

    /**
     * @param log gets a line about arguments that the type does not have, which are otherwise ignored
     */
    static <T> T create(Class<T> type, Map<String, ?> arguments, PrintStream log) throws ReflectiveOperationException {
        Map<String, Object> left = new LinkedHashMap<>(arguments);
        Constructor<?> constructor = constructor(type);
        Object[] values = Arrays.stream(constructor.getParameters())
                .map(parameter -> convert(left.remove(parameter.getName()), parameter.getType()))
                .toArray();
        T created = type.cast(constructor.newInstance(values));
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, Object> argument : left.entrySet()) {
            Method setter = setter(type, argument.getKey());
            if (setter == null) {
                unknown.add(argument.getKey());
            } else {
                setter.invoke(created, convert(argument.getValue(), setter.getParameterTypes()[0]));
            }
        }
        if (!unknown.isEmpty()) {
            log.println("WARNING: Unknown parameter(s) found for class type '" + type.getName() + "': "
                    + String.join(",", unknown));
        }
        return created;
    }

    /** Creates the object that {@code {symbol: {arguments}}} describes. */
    static <T> T describe(Class<T> type, Map<String, ?> description) throws ReflectiveOperationException {
        Map.Entry<String, ?> only = description.entrySet().iterator().next();
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            Symbol symbol = descriptor.getClass().getAnnotation(Symbol.class);
            if (symbol != null
                    && List.of(symbol.value()).contains(only.getKey())
                    && type.isAssignableFrom(descriptor.clazz)) {
                return type.cast(create(descriptor.clazz, arguments(only.getValue()), NO_LOG));
            }
        }
        throw new IllegalArgumentException("No " + type.getSimpleName() + " is called " + only.getKey());
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static Map<String, ?> arguments(Object value) {
        return (Map<String, ?>) value;
    }

    private static Constructor<?> constructor(Class<?> type) {
        return Arrays.stream(type.getConstructors())
                .filter(each -> each.isAnnotationPresent(DataBoundConstructor.class))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + " has no @DataBoundConstructor"));
    }

    @CheckForNull
    private static Method setter(Class<?> type, String name) {
        String setter = "set" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(setter) && method.isAnnotationPresent(DataBoundSetter.class))
                .findFirst()
                .orElse(null);
    }

    private static Object convert(Object value, Class<?> type) {
        if (value instanceof Map<?, ?>) {
            try {
                return describe(type, arguments(value));
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(e);
            }
        }
        if (value instanceof Number number && type == Double.class) {
            return number.doubleValue();
        }
        return value instanceof CharSequence ? value.toString() : value;
    }
}
