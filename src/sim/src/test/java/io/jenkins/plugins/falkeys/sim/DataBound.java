package io.jenkins.plugins.falkeys.sim;

import hudson.ExtensionList;
import hudson.model.Descriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Makes what a user configures, as forms and scripts do: by constructor and setters. */
final class DataBound {

    private DataBound() {}

    /** The name of the one argument that may come without its name. */
    static String soleArgument(Class<?> type) {
        List<Parameter> parameters = List.of(constructor(type).getParameters());
        if (parameters.size() != 1) {
            throw new IllegalArgumentException(type.getSimpleName() + " takes its arguments by name only");
        }
        return parameters.get(0).getName();
    }

    static <T> T create(Class<T> type, Map<String, ?> arguments) throws Throwable {
        Map<String, Object> left = new LinkedHashMap<>(arguments);
        Constructor<?> constructor = constructor(type);
        Object[] values = Arrays.stream(constructor.getParameters())
                .map(parameter -> convert(left.remove(parameter.getName()), parameter.getType()))
                .toArray();
        try {
            T created = type.cast(constructor.newInstance(values));
            for (Map.Entry<String, Object> argument : left.entrySet()) {
                set(created, argument.getKey(), argument.getValue());
            }
            return created;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Makes what {@code {symbol: {arguments}}} describes. */
    static <T> T describe(Class<T> type, Map<String, ?> description) throws Throwable {
        Map.Entry<String, ?> only = description.entrySet().iterator().next();
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            Symbol symbol = descriptor.getClass().getAnnotation(Symbol.class);
            if (symbol != null
                    && List.of(symbol.value()).contains(only.getKey())
                    && type.isAssignableFrom(descriptor.clazz)) {
                return type.cast(create(descriptor.clazz, arguments(only.getValue())));
            }
        }
        throw new IllegalArgumentException("No " + type.getSimpleName() + " is called " + only.getKey());
    }

    @SuppressWarnings("unchecked") // as JSON has it
    private static Map<String, ?> arguments(Object value) {
        return (Map<String, ?>) value;
    }

    private static Constructor<?> constructor(Class<?> type) {
        return Arrays.stream(type.getConstructors())
                .filter(each -> each.isAnnotationPresent(DataBoundConstructor.class))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + " has no @DataBoundConstructor"));
    }

    private static void set(Object target, String name, Object value) throws ReflectiveOperationException {
        String setter = "set" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        for (Method method : target.getClass().getMethods()) {
            if (method.getName().equals(setter) && method.isAnnotationPresent(DataBoundSetter.class)) {
                method.invoke(target, convert(value, method.getParameterTypes()[0]));
                return;
            }
        }
        throw new IllegalArgumentException(
                "Unknown parameter '" + name + "' of " + target.getClass().getSimpleName());
    }

    private static Object convert(Object value, Class<?> type) {
        if (value instanceof Map<?, ?>) {
            try {
                return describe(type, arguments(value));
            } catch (Throwable t) {
                throw new IllegalArgumentException(t);
            }
        }
        return value instanceof CharSequence ? value.toString() : value;
    }
}
