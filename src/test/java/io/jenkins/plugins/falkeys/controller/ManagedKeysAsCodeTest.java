package io.jenkins.plugins.falkeys.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/**
 * From an empty controller and one YAML file to a job that uses the key; a month later, the key is rotated during a
 * build.
 */
class ManagedKeysAsCodeTest {

    private static final String CONFIG = "casc.jenkins.config";

    /** Inserted below {@code jobs} in the example in docs/managed-keys.md. */
    private static final String JOB = """
            pipelineJob('team/use') {
                definition {
                    cps {
                        sandbox(true)
                        script('''
                            node {
                                withCredentials([string(credentialsId: 'fal-prod', variable: 'K')]) {
                                    writeFile(file: 'bound', text: 'yes')
                                    while (!fileExists('go')) {
                                        sleep(time: 200, unit: 'MILLISECONDS')
                                    }
                                }
                            }
                        ''')
                    }
                }
            }
            """;

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final FalApiStub fal = new FalApiStub();

    @AfterEach
    void tearDown() {
        System.clearProperty(CONFIG);
        fal.close();
    }

    @Test
    void oneStartCreatesTheKeyAndTheJob(@TempDir Path folder) throws Throwable {
        fal.start();
        Path yaml = folder.resolve("jenkins.yaml");
        Files.writeString(yaml, documented() + JOB.indent(6));
        System.setProperty(CONFIG, yaml.toString());
        sessions.then(jenkins -> {
            awaitTheReaper();
            assertEquals(
                    "Used by the jobs of the team",
                    Controllers.credential(Controllers.folderStore(team()), "fal-prod")
                            .orElseThrow()
                            .getDescription());
            WorkflowRun run = bind(job());
            go(jenkins, run);
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
            List<String> calls = fal.calls();
            List<String> records = records();
            for (int i = 0; i < 10; i++) {
                ConfigurationAsCode.get().configure(yaml.toString());
                FalKeys.get().keys().upkeep().sweep().get().get();
            }
            assertEquals(calls, fal.calls());
            assertEquals(records, records());
            bind(job());
        });
        System.clearProperty(CONFIG); // Job DSL would recreate the folder, and its credentials
        backdate(sessions.getHome().toPath().resolve("fal-keys"));
        sessions.then(jenkins -> {
            WorkflowRun run = job().getLastBuild();
            assertTrue(run.isBuilding());
            String old = fal.created().get(0).value();
            for (int i = 0; i < 600 && secret().equals(old); i++) {
                Thread.sleep(100);
            }
            assertNotEquals(old, secret());
            assertTrue(fal.works(secret()));
            assertTrue(fal.works(old), "the build has it");
            go(jenkins, run);
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
            FalKeys.get().keys().upkeep().sweep().get().get();
            assertEquals(2, fal.created().size());
        });
    }

    /** The first example in docs/managed-keys.md, with a stub instead of fal. */
    private String documented() throws IOException {
        String page = Files.readString(Path.of("docs", "managed-keys.md"));
        int start = page.indexOf("```yaml\n") + "```yaml\n".length();
        return page.substring(start, page.indexOf("```", start))
                .replace("${FAL_ADMIN_KEY}", FalApiStub.ADMIN_KEY)
                .replace("  falKeys:\n", "  falKeys:\n    apiUrl: \"" + fal.url() + "\"\n");
    }

    /** The files of the ledger with their modification times. */
    private static List<String> records() throws IOException {
        try (Stream<Path> all = Files.walk(Jenkins.get().getRootDir().toPath().resolve("fal-keys"))) {
            return all.filter(Files::isRegularFile)
                    .map(file -> file + " " + file.toFile().lastModified())
                    .sorted()
                    .toList();
        }
    }

    private void awaitTheReaper() throws InterruptedException {
        for (int i = 0; i < 1200 && !isStored(); i++) {
            Thread.sleep(100);
        }
        assertTrue(fal.works(secret()));
    }

    private static boolean isStored() {
        return Controllers.secret(Controllers.folderStore(team()), "fal-prod").isPresent();
    }

    private static String secret() {
        return Controllers.secret(Controllers.folderStore(team()), "fal-prod").orElseThrow();
    }

    private static Folder team() {
        return Jenkins.get().getItemByFullName("team", Folder.class);
    }

    private static WorkflowJob job() {
        return Jenkins.get().getItemByFullName("team/use", WorkflowJob.class);
    }

    /** Starts a build that holds the key until {@link #go}. */
    private static WorkflowRun bind(WorkflowJob job) throws Exception {
        Path workspace = Path.of(Jenkins.get().getWorkspaceFor(job).getRemote());
        Files.createDirectories(workspace);
        Files.deleteIfExists(workspace.resolve("go"));
        Files.deleteIfExists(workspace.resolve("bound"));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        for (int i = 0; i < 600 && !Files.exists(workspace.resolve("bound")); i++) {
            Thread.sleep(100);
        }
        assertTrue(Files.exists(workspace.resolve("bound")));
        return run;
    }

    private static void go(JenkinsRule jenkins, WorkflowRun run) throws Exception {
        Files.writeString(
                Path.of(jenkins.jenkins.getWorkspaceFor(run.getParent()).getRemote())
                        .resolve("go"),
                "");
    }

    /** As if the key had been minted forty days ago. */
    private static void backdate(Path ledger) throws Exception {
        String then = Instant.now().minus(Duration.ofDays(40)).toString();
        List<Path> files;
        try (Stream<Path> all = Files.walk(ledger)) {
            files = all.filter(file -> file.toString().endsWith(".json")).toList();
        }
        assertEquals(1, files.size());
        Files.writeString(
                files.get(0),
                Files.readString(files.get(0))
                        .replaceAll("\"createdAt\" ?: ?\"[^\"]*\"", "\"createdAt\":\"" + then + "\""));
    }
}
