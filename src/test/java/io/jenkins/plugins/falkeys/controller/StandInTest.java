package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the simulated leg's stand-in with the real Jenkins. */
class StandInTest {

    private static final Path SOURCES = Path.of("src/sim/src/main/java");
    private static final int MAX_TYPES = 60;
    private static final int MAX_LINES = 1000;

    @Test
    void everythingItDeclaresExistsInJenkins(@TempDir Path classes) throws Exception {
        List<String> differences = new ArrayList<>();
        for (Class<?> standIn : standIns(classes)) {
            Class<?> real = real(standIn.getName(), differences);
            if (real != null) {
                compare(standIn, real, differences);
            }
        }
        assertThat(differences, empty());
    }

    @Test
    void itStaysSmall(@TempDir Path classes) throws Exception {
        long types = standIns(classes).stream()
                .filter(type -> !type.isAnonymousClass())
                .count();
        assertThat((int) types, lessThanOrEqualTo(MAX_TYPES));
        int lines = 0;
        for (Path source : sources()) {
            lines += Files.readAllLines(source).size();
        }
        assertThat(lines, greaterThan(0));
        assertThat(lines, lessThanOrEqualTo(MAX_LINES));
    }

    private static void compare(Class<?> standIn, Class<?> real, List<String> differences) {
        for (Class<?> parent : parents(standIn)) {
            boolean same = parents(real).stream().anyMatch(each -> isA(each, parent.getName()));
            if (!same) {
                differences.add(real.getName() + " is not a " + parent.getName());
            }
        }
        for (Field field : standIn.getDeclaredFields()) {
            if (isAccessible(field)
                    && Arrays.stream(real.getDeclaredFields())
                            .noneMatch(each -> signature(each).equals(signature(field)))) {
                differences.add("no " + signature(field) + " in " + real.getName());
            }
        }
        for (Executable executable : executables(standIn)) {
            if (isAccessible(executable) && !has(real, signature(executable))) {
                differences.add("no " + signature(executable) + " in " + real.getName());
            }
        }
    }

    private static boolean isA(Class<?> type, String name) {
        return type.getName().equals(name) || parents(type).stream().anyMatch(parent -> isA(parent, name));
    }

    private static boolean has(Class<?> real, String signature) {
        return executables(real).stream()
                        .anyMatch(each -> isAccessible(each) && signature(each).equals(signature))
                || parents(real).stream().anyMatch(parent -> has(parent, signature));
    }

    private static List<Class<?>> parents(Class<?> type) {
        List<Class<?>> parents = new ArrayList<>(List.of(type.getInterfaces()));
        if (type.getSuperclass() != null && type.getSuperclass() != Object.class) {
            parents.add(type.getSuperclass());
        }
        return parents;
    }

    private static List<Executable> executables(Class<?> type) {
        List<Executable> executables = new ArrayList<>();
        executables.addAll(List.of(type.getDeclaredConstructors()));
        executables.addAll(List.of(type.getDeclaredMethods()));
        return executables;
    }

    private static boolean isAccessible(Member member) {
        boolean open = Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers());
        return open && !member.isSynthetic();
    }

    private static String signature(Member member) {
        if (member instanceof Field field) {
            return field.getType().getName() + " " + field.getName();
        }
        Executable executable = (Executable) member;
        String parameters = Arrays.stream(executable.getParameterTypes())
                .map(Class::getName)
                .collect(Collectors.joining(", ", "(", ")"));
        return executable instanceof Method method
                ? method.getReturnType().getName() + " " + method.getName() + parameters
                : ((Constructor<?>) executable).getDeclaringClass().getSimpleName() + parameters;
    }

    private static Class<?> real(String name, List<String> differences) {
        try {
            return Class.forName(name, false, StandInTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            differences.add("no " + name);
            return null;
        }
    }

    private static List<Class<?>> standIns(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-proc:none", "-nowarn", "-d", classes.toString());
            boolean compiled = compiler.getTask(
                            null, files, diagnostic -> {}, options, null, files.getJavaFileObjectsFromPaths(sources()))
                    .call();
            assertTrue(compiled, "the stand-in compiles");
        }
        // Its parent has the libraries, but Jenkins types are looked for here first.
        URLClassLoader loader = new StandInLoader(classes.toUri().toURL());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> classes.relativize(file).toString())
                    .map(file -> file.replace(".class", "").replace('/', '.'))
                    .<Class<?>>map(name -> load(loader, name))
                    .filter(type -> Modifier.isPublic(type.getModifiers()))
                    .toList();
        }
    }

    private static Class<?> load(ClassLoader loader, String name) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /** Prefers its own classes to its parent's. */
    private static final class StandInLoader extends URLClassLoader {

        StandInLoader(URL classes) {
            super(new URL[] {classes}, StandInTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null && findResource(name.replace('.', '/') + ".class") != null) {
                    loaded = findClass(name);
                }
                return loaded == null ? super.loadClass(name, resolve) : loaded;
            }
        }
    }
}
