package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/** Any YAML configuration is either applied or rejected with a one-sentence message. */
@WithJenkins
class YamlFuzzTest {

    private static final int CASES = 50;
    private static final long SEED = 20_261_128;

    private static final List<String> FIELDS = List.of(
            "adminCredentialsId",
            "apiUrl",
            "allowedFolders",
            "allowRootStore",
            "credentialsIdPrefix",
            "aliasPrefix",
            "jobsMayManage",
            "managedKeys",
            "waitBudgetSeconds",
            "connectTimeoutSeconds",
            "readTimeoutSeconds",
            "buildKeyMemoryDays",
            "storedKeyMemoryDays",
            "alias",
            "credentialsId",
            "folder",
            "rotateAfterDays",
            "graceMinutes",
            "noSuchField");

    private static final List<Object> SCALARS = List.of(
            "",
            " ",
            "*",
            "team",
            "/team/",
            "..",
            "a:b",
            "<b>",
            "${FAL_KEY}",
            "\n",
            "ALL_KEYS",
            "all_keys",
            "http://fal.example/v1",
            "https://fal.example/v1",
            "javascript:alert(1)",
            "x".repeat(3000),
            true,
            false,
            0,
            -1,
            30,
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            1.5,
            1e300);

    private final Random random = new Random(SEED);

    private Object value(int depth) {
        return switch (random.nextInt(depth == 0 ? 8 : 10)) {
            case 8 -> list(depth);
            case 9 -> map(depth - 1);
            default -> SCALARS.get(random.nextInt(SCALARS.size()));
        };
    }

    private List<Object> list(int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(value(depth - 1));
        }
        return list;
    }

    private Map<String, Object> map(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            map.put(FIELDS.get(random.nextInt(FIELDS.size())), value(depth));
        }
        return map;
    }

    @Test
    void isAppliedOrRejectedWithASentence(JenkinsRule jenkins, @TempDir Path folder) throws Exception {
        try (FalApiStub fal = new FalApiStub().start()) {
            Controllers.use(fal);
            Path file = folder.resolve("jenkins.yaml");
            int applied = 0;
            for (int i = 0; i < CASES; i++) {
                String yaml = new Yaml().dump(Map.of("unclassified", Map.of("falKeys", map(2))));
                Files.writeString(file, yaml);
                try {
                    ConfigurationAsCode.get().configure(file.toString());
                    applied++;
                } catch (ConfiguratorException | YAMLException e) {
                    assertFalse(e.getMessage().isBlank(), yaml);
                } catch (RuntimeException e) {
                    throw new AssertionError(yaml, e);
                }
                assertUsable(yaml);
            }
            assertTrue(applied > 0, applied + " were applied");
            assertThat(fal.calls(), empty());
        }
    }

    private static void assertUsable(String yaml) {
        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        String url = configuration.getApiUrl();
        assertTrue(url.startsWith("https://") || url.startsWith("http://127.0.0.1"), yaml);
        assertNotNull(configuration.getAllowedFolders(), yaml);
        assertNotNull(configuration.getJobsMayManage(), yaml);
        assertTrue(configuration.getWaitBudgetSeconds() > 0, yaml);
        assertTrue(configuration.getReadTimeoutSeconds() > 0, yaml);
        assertTrue(configuration.getConnectTimeoutSeconds() > 0, yaml);
        configuration.managedKeys();
    }
}
