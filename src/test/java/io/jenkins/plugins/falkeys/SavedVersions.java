package io.jenkins.plugins.falkeys;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What earlier versions of the plugin left in JENKINS_HOME. Each version has a folder, which later ones never change.
 */
public final class SavedVersions {

    private SavedVersions() {}

    /** Their folders. */
    public static Stream<Path> all() throws IOException, URISyntaxException {
        try (Stream<Path> versions = Files.list(
                Path.of(SavedVersions.class.getResource("/compatibility").toURI()))) {
            return versions.sorted().toList().stream();
        }
    }
}
