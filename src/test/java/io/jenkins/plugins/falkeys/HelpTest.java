package io.jenkins.plugins.falkeys;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The help for a parameter that several forms have is written only once. */
class HelpTest {

    private static final Pattern REFERENCE = Pattern.compile("help=\"/descriptor/([\\w.]+)/help/(\\w+)\"");
    private static final Path RESOURCES = Documentation.page("src/main/resources");
    private static final Path SOURCES = Documentation.page("src/main/java");

    @Test
    void noHelpIsACopy() throws IOException {
        Map<String, Path> texts = new HashMap<>();
        Set<String> copies = new TreeSet<>();
        for (Path help : files(".html")) {
            Path first = texts.putIfAbsent(Files.readString(help), help);
            if (first != null) {
                copies.add(RESOURCES.relativize(help) + " is a copy of " + RESOURCES.relativize(first));
            }
        }
        assertThat(copies, empty());
    }

    @Test
    void theHelpThatFormsReferToExists() throws IOException {
        Set<String> references = new TreeSet<>();
        Set<String> broken = new TreeSet<>();
        for (Path form : files(".jelly")) {
            for (MatchResult reference :
                    REFERENCE.matcher(Files.readString(form)).results().toList()) {
                references.add(form + reference.group());
                if (!hasHelp(reference.group(1).replace('.', '/'), reference.group(2))) {
                    broken.add(RESOURCES.relativize(form) + ": " + reference.group());
                }
            }
        }
        assertThat(references, hasSize(greaterThan(5)));
        assertThat(broken, empty());
    }

    /** Jenkins looks for the help of a class, and then of its superclass. */
    private static boolean hasHelp(String type, String field) throws IOException {
        if (Files.exists(RESOURCES.resolve(type).resolve("help-" + field + ".html"))) {
            return true;
        }
        MatchResult parent = Pattern.compile("class \\w+ extends (\\w+)")
                .matcher(Files.readString(SOURCES.resolve(type + ".java")))
                .results()
                .findFirst()
                .orElseThrow();
        String superclass = Path.of(type).resolveSibling(parent.group(1)).toString();
        return Files.exists(SOURCES.resolve(superclass + ".java")) && hasHelp(superclass, field);
    }

    private static List<Path> files(String extension) throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.filter(file -> file.toString().endsWith(extension))
                    .sorted()
                    .toList();
        }
    }
}
