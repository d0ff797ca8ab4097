package io.jenkins.plugins.falkeys;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links work, and the messages explained in the documentation exist. */
class DocumentationTest {

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)|(?:src|srcset)=\"([^\"]+)\"");
    private static final Pattern MESSAGE = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
    private static final Pattern MAVEN = Pattern.compile("mvn (?:-q )?(?:-f (\\S+) )?[^`\\n]*");
    private static final Pattern PROFILE = Pattern.compile(" -P(\\S+)");
    private static final Pattern TEST = Pattern.compile(" -D(?:test|benchmark)=(\\w+)");
    private static final Pattern REFUSAL = Pattern.compile("StorePolicy[.]|AdminKeyLookup[.](?!notMade$)");
    private static final Pattern ARGUMENT = Pattern.compile("\\{\\d[^}]*}");

    @Test
    void everyRelativeLinkPointsToAnExistingFileAndHeading() throws IOException {
        Set<String> broken = new TreeSet<>();
        for (Path page : Documentation.pages()) {
            for (String link : links(page)) {
                if (!link.contains("://") && !exists(page, link)) {
                    broken.add(Documentation.root().relativize(page) + ": " + link);
                }
            }
        }
        assertThat(broken, empty());
    }

    @Test
    void theIndexListsEveryPage() throws IOException {
        List<String> index = links(Documentation.page("docs/README.md"));
        for (Path page : Documentation.pages()) {
            if (page.startsWith(Documentation.page("docs")) && !page.endsWith("README.md")) {
                assertThat(index, hasItem(page.getFileName().toString()));
            }
        }
    }

    /** Checks the folders, profiles and tests that Maven commands name. */
    @Test
    void everythingNamedInMavenCommandsExists() throws IOException {
        Set<String> tests = Set.copyOf(names("src/test/java"));
        for (Path page : Documentation.pages()) {
            for (MatchResult command :
                    MAVEN.matcher(Files.readString(page)).results().toList()) {
                Path folder = Documentation.page(Objects.requireNonNullElse(command.group(1), ""));
                String pom = Files.readString(folder.resolve("pom.xml"));
                for (String profile : named(PROFILE, command.group())) {
                    assertThat(command.group(), pom, containsString("<id>" + profile + "</id>"));
                }
                for (String test : named(TEST, command.group())) {
                    assertThat(command.group(), tests, hasItem(test + ".java"));
                }
            }
        }
    }

    /** Every shell command runs Maven or Jenkins, and other tests check those. */
    @Test
    void everyShellCommandIsChecked() throws IOException {
        Set<String> unchecked = new TreeSet<>();
        for (Path page : Documentation.pages()) {
            for (Documentation.Block block : Documentation.blocks(page)) {
                if (block.language().equals("sh")) {
                    block.code()
                            .lines()
                            .filter(line -> !line.startsWith("mvn ") && !line.startsWith("java -jar jenkins-cli.jar "))
                            .forEach(line -> unchecked.add(block + ": " + line));
                }
            }
        }
        assertThat(unchecked, empty());
    }

    /** If a message is reworded, the page that explains it must be changed as well. */
    @Test
    void everyExplainedMessageExists() throws IOException {
        Collection<String> messages = messages().values();
        Set<String> invented = new TreeSet<>(explained());
        invented.removeIf(text -> messages.stream().anyMatch(message -> message.contains(text)));
        assertThat("not in any Messages.properties", invented, empty());
    }

    /** The messages that say why a job gets no admin key, or cannot store a key. */
    @Test
    void everyRefusalIsExplained() throws IOException {
        List<String> explained = explained();
        Map<String, String> refusals = messages();
        refusals.keySet().removeIf(key -> !REFUSAL.matcher(key).lookingAt());
        refusals.values().removeIf(message -> explained.stream().anyMatch(message::contains));
        assertThat(refusals, anEmptyMap());
    }

    private static List<String> explained() throws IOException {
        return MESSAGE.matcher(Files.readString(Documentation.page("docs/troubleshooting.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<String> named(Pattern pattern, String command) {
        return pattern.matcher(command).results().map(match -> match.group(1)).toList();
    }

    private static List<String> names(String folder) throws IOException {
        return files(folder).stream().map(file -> file.getFileName().toString()).toList();
    }

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> all = Files.walk(Documentation.page(folder))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(String.join("\n", Documentation.prose(page)))
                .results()
                .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                .toList();
    }

    private static boolean exists(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** The anchors that GitHub derives from headings. */
    private static Set<String> anchors(Path page) throws IOException {
        return Documentation.prose(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** The English messages by key, with … in place of their parameters. */
    private static Map<String, String> messages() throws IOException {
        Map<String, String> messages = new TreeMap<>();
        for (Path file : files("src/main/resources")) {
            if (file.endsWith("Messages.properties")) {
                Properties texts = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    texts.load(reader);
                }
                texts.forEach((key, text) -> messages.put((String) key, plain((String) text)));
            }
        }
        return messages;
    }

    private static String plain(String text) {
        return ARGUMENT.matcher(text).replaceAll((MatchResult argument) -> "…").replace("''", "'");
    }
}
