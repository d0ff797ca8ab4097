package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.falkeys.credentials.FalBuildKeyCredentials;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The credential kind with one key per build, as Configuration as Code and after a restart. */
class BuildKeyConfigurationTest {

    private static final String YAML = """
            credentials:
              system:
                domainCredentials:
                  - credentials:
                      - string:
                          scope: GLOBAL
                          id: other-admin
                          secret: a:b
                      - falBuildKey:
                          scope: GLOBAL
                          id: fal
                          description: for builds
                          adminCredentialsId: other-admin
                          aliasPrefix: render-
                          maxCost: "2.50"
            """;

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @Test
    void canBeImportedFromYamlAndExported(@TempDir Path folder) throws Throwable {
        Path yaml = folder.resolve("jenkins.yaml");
        Files.writeString(yaml, YAML);
        sessions.then(jenkins -> {
            ConfigurationAsCode.get().configure(yaml.toString());
            check(Controllers.rootStore());
            ByteArrayOutputStream exported = new ByteArrayOutputStream();
            ConfigurationAsCode.get().export(exported);
            assertThat(
                    exported.toString().replaceAll("\\s+", " "),
                    containsString("- falBuildKey: adminCredentialsId: \"other-admin\" aliasPrefix: \"render-\""
                            + " description: \"for builds\" id: \"fal\" maxCost: \"2.50\" scope: GLOBAL"));
        });
        sessions.then(jenkins -> check(Controllers.rootStore()));
    }

    private static void check(CredentialsStore store) {
        FalBuildKeyCredentials found =
                (FalBuildKeyCredentials) Controllers.credential(store, "fal").orElseThrow();
        assertEquals(CredentialsScope.GLOBAL, found.getScope());
        assertEquals("for builds", found.getDescription());
        assertEquals("other-admin", found.getAdminCredentialsId());
        assertEquals("render-", found.getAliasPrefix());
        assertEquals("2.50", found.getMaxCost());
    }
}
