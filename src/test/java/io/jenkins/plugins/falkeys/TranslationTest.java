package io.jenkins.plugins.falkeys;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Logger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Texts are in properties files, and the German translations match the English texts. A contributor need not know
 * German: a missing translation is only a warning, and Jenkins shows the English text.
 */
class TranslationTest {

    private static final Logger LOGGER = Logger.getLogger(TranslationTest.class.getName());

    private static final String GERMAN = "_de";
    private static final Pattern TEXT = Pattern.compile("\\$\\{%([^}]+)}");
    private static final Pattern IN_CODE = Pattern.compile(
            "(KeyException|AbortException|IllegalArgumentException|Failure|println|error|warning|ok)\\(\\s*\".*");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\d+");

    @Test
    void missingTranslationsOfHelpAreReported() throws IOException {
        Set<String> english = new TreeSet<>();
        Set<String> german = new TreeSet<>();
        for (Path help : files(".html")) {
            (isGerman(help) ? german : english).add(stem(help));
        }
        nameDifferences(english, german);
    }

    @Test
    void missingTranslationsOfTextsAreReported() throws IOException {
        nameDifferences(english().keySet(), german().keySet());
    }

    @Test
    void everyTranslationHasTheSamePlaceholders() throws IOException {
        Map<String, String> german = german();
        Set<String> differing = new TreeSet<>();
        english().forEach((key, text) -> {
            if (!placeholders(text).equals(placeholders(german.getOrDefault(key, text)))) {
                differing.add(key);
            }
        });
        assertThat("have different placeholders", differing, empty());
    }

    @Test
    void noTextIsHardCoded() throws IOException {
        Set<String> hardCoded = new TreeSet<>();
        for (Path source : files(sources(), ".java")) {
            matches(IN_CODE, Files.readString(source)).forEach(match -> hardCoded.add(match.group()));
        }
        assertThat(hardCoded, empty());
    }

    private static void nameDifferences(Set<String> english, Set<String> german) {
        assertThat(english, not(empty()));
        without(english, german).forEach(text -> LOGGER.warning(() -> "No German translation of " + text));
        without(german, english)
                .forEach(text -> LOGGER.warning(() -> "No English text for the translation of " + text));
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    /** The texts of views and properties by file and key. A text that is in no properties file is its own key. */
    private static Map<String, String> english() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Path view : files(".jelly")) {
            for (String key : keys(Files.readString(view))) {
                texts.put(name(view, key), key);
            }
        }
        for (Path file : files(".properties")) {
            if (!isGerman(file)) {
                texts.putAll(properties(file));
            }
        }
        return texts;
    }

    private static Map<String, String> german() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Path file : files(".properties")) {
            if (isGerman(file)) {
                texts.putAll(properties(file));
            }
        }
        return texts;
    }

    /** Stapler treats what follows a parenthesis as arguments. */
    private static Set<String> keys(String view) {
        return matches(TEXT, view)
                .map(match -> match.group(1).replaceFirst("(?s)\\(.*", ""))
                .collect(Collectors.toSet());
    }

    private static Set<String> placeholders(String text) {
        return matches(PLACEHOLDER, text).map(MatchResult::group).collect(Collectors.toSet());
    }

    private static Stream<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    /** A text without a value counts as missing, as in Stapler. */
    private static Map<String, String> properties(Path file) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            PropertyResourceBundle bundle = new PropertyResourceBundle(in);
            for (String key : bundle.keySet()) {
                if (!bundle.getString(key).isEmpty()) {
                    texts.put(name(file, key), bundle.getString(key));
                }
            }
        }
        return texts;
    }

    private static String name(Path file, String key) {
        return stem(file) + ": " + key;
    }

    /** The file's name without the language. */
    private static String stem(Path file) {
        String name = resources().relativize(file).toString().replaceFirst("\\.\\w+$", "");
        return isGerman(file) ? name.substring(0, name.length() - GERMAN.length()) : name;
    }

    private static boolean isGerman(Path file) {
        return file.toString().replaceFirst("\\.\\w+$", "").endsWith(GERMAN);
    }

    private static List<Path> files(String extension) throws IOException {
        return files(resources(), extension);
    }

    private static List<Path> files(Path folder, String extension) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(extension)).toList();
        }
    }

    private static Path resources() {
        return main().resolve("resources");
    }

    private static Path sources() {
        return main().resolve("java");
    }

    /** The simulated leg runs in another folder. */
    private static Path main() {
        Path here = Path.of("src/main");
        return Files.exists(here.resolve("resources")) ? here : Path.of("../main");
    }
}
