package io.jenkins.plugins.falkeys.controller;

import io.jenkins.plugins.falkeys.FalApiStub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** Copies of JENKINS_HOME without files that differ between machines or have nothing to do with the plugin. */
final class SavedHome {

    /** The path of JENKINS_HOME that the saved files contain. */
    static final String ORIGINAL = "/home/of/the/original";

    private static final Path RESOURCES = Path.of("src", "test", "resources", "compatibility");
    private static final String API_URL = "https://fal.example/v1";
    private static final String CONFIGURATION = "io.jenkins.plugins.falkeys.config.FalKeysConfiguration.xml";
    private static final String OWNER = "fal-keys/controller.xml";

    /** These include fake secrets, with which fake keys are encrypted. */
    private static final List<String> SAVED_FILES = List.of(
            CONFIGURATION,
            "credentials.xml",
            "fal-keys",
            "jobs",
            "org.jenkinsci.plugins.workflow.flow.FlowExecutionList.xml",
            "secret.key",
            "secrets/hudson.util.Secret",
            "secrets/master.key");

    private SavedHome() {}

    /**
     * Saves the home of a stopped controller as that of a version.
     *
     * @throws FileAlreadyExistsException if that version has already been saved
     */
    static void save(Path home, String version, FalApiStub fal) throws IOException {
        Path saved = Files.createDirectory(RESOURCES.resolve(version));
        for (String kept : SAVED_FILES) {
            copy(home.resolve(kept), saved.resolve(kept));
        }
        replace(saved.resolve(CONFIGURATION), fal.url(), API_URL);
        replace(saved.resolve(OWNER), "<home>.*</home>", "<home>" + ORIGINAL + "</home>");
        replace(saved.resolve(OWNER), "<rootUrl>.*</rootUrl>", "<rootUrl>https://jenkins.example/</rootUrl>");
    }

    /** Turns a saved copy back into a home that uses the stub. */
    static void restore(Path saved, Path home, FalApiStub fal) throws IOException {
        FileUtils.copyDirectory(saved.toFile(), home.toFile());
        replace(home.resolve(CONFIGURATION), API_URL, fal.url());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                FileUtils.copyFile(
                        file.toFile(),
                        to.resolve(from.relativize(file).toString()).toFile());
            }
        }
    }

    private static void replace(Path file, String regex, String replacement) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        Files.writeString(file, text.replaceAll(regex, replacement), StandardCharsets.UTF_8);
    }
}
