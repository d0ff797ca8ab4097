package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.Functions;
import hudson.Util;
import hudson.cli.CLICommandInvoker;
import hudson.model.Result;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/**
 * The records are read on a separate thread when Jenkins starts. A request that comes before that waits without a
 * thread.
 */
class LedgerLoadingTest {

    /** A named pipe: reading it blocks until the test writes to it. */
    private static final String PIPE = "slow.json";

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final FalApiStub fal = new FalApiStub();

    @AfterEach
    void tearDown() {
        fal.close();
    }

    @Test
    void isLoadedAtStartUp() throws Throwable {
        sessions.then(jenkins -> Records.write(100));
        sessions.then(jenkins -> {
            for (int i = 0; i < 100 && !FalKeys.get().keys().records().isLoaded(); i++) {
                Thread.sleep(100);
            }
            assertEquals(100, FalKeys.get().keys().records().all().size());
        });
    }

    @Test
    void jenkinsStartsAndBuildsWaitWhileItIsLoaded() throws Throwable {
        Assumptions.assumeFalse(Functions.isWindows(), "needs a named pipe");
        fal.start();
        Path[] pipe = new Path[1];
        sessions.then(jenkins -> {
            Controllers.use(fal);
            Records.write(20);
            pipe[0] = jenkins.jenkins.getRootDir().toPath().resolve("fal-keys").resolve(PIPE);
            assertEquals(
                    0, new ProcessBuilder("mkfifo", pipe[0].toString()).start().waitFor());
        });
        sessions.then(jenkins -> {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
            Controllers.script(job, """
                    parallel(
                        a: { echo "sees ${falListKeys().size()} keys" },
                        b: { withFalKey { echo 'in the block' } },
                        c: { echo "has cost ${falUsage().total}" },
                        d: { echo 'the other branch continues' })
                    """);
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            jenkins.waitForMessage("the other branch continues", run);
            for (int i = 0; i < 100 && waiting(run) < 3; i++) {
                Thread.sleep(100);
            }
            assertEquals(3, waiting(run), JenkinsRule.getLog(run));
            assertFalse(FalKeys.get().keys().records().isLoaded());
            CompletableFuture<CLICommandInvoker.Result> listed = CompletableFuture.supplyAsync(
                    () -> new CLICommandInvoker(jenkins, "fal-list-keys").invokeWithArgs("-all"));
            assertThat(page(jenkins), containsString("Jenkins is still reading its records"));
            assertFalse(listed.isDone());

            Files.writeString(pipe[0], "no record");

            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
            assertTrue(FalKeys.get().keys().records().isLoaded());
            assertThat(listed.get().stdout(), containsString("Key 00019"));
            assertThat(page(jenkins), not(containsString("still reading")));
        });
    }

    @Test
    void unreadableRecordsAreReportedWhereTheyAreNeeded() throws Throwable {
        fal.start();
        sessions.then(jenkins -> {
            Controllers.use(fal);
            Path folder = jenkins.jenkins.getRootDir().toPath().resolve("fal-keys");
            Util.deleteRecursive(folder.toFile());
            Files.writeString(folder, "a file in place of the folder");
        });
        sessions.then(jenkins -> {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
            for (String script : List.of("withFalKey { echo 'in the block' }", "falListKeys()", "falUsage()")) {
                Controllers.script(job, script);

                WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);

                jenkins.assertLogContains("ERROR: Nothing was changed: Jenkins cannot read its records", run);
            }
            assertThat(page(jenkins), containsString("Jenkins cannot read its records"));
            assertThat(
                    new CLICommandInvoker(jenkins, "fal-list-keys")
                            .invokeWithArgs("-all")
                            .stderr(),
                    containsString("Jenkins cannot read its records"));
        });
    }

    /** How many branches of the build have said that they wait for the records. */
    private static int waiting(WorkflowRun run) throws Exception {
        return JenkinsRule.getLog(run).split("Jenkins is still reading its records of fal API keys", -1).length - 1;
    }

    private static String page(JenkinsRule jenkins) throws Exception {
        return jenkins.createWebClient().goTo("manage/fal-keys/").asNormalizedText();
    }
}
