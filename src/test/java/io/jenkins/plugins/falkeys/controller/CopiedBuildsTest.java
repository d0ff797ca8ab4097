package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.ExtensionList;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.Shell;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/**
 * Builds that were waiting when their controller was copied continue on the copy, but change no key of the original.
 */
class CopiedBuildsTest {

    private static final String REFUSED = "The records of fal API keys belong to another controller";

    /** The scripts by job name. Each continues when its semaphore is released. */
    private static final Map<String, String> SCRIPTS =
            Map.of("block", "withFalKey { semaphore 'block' }", "rotate", """
            falCreateKey(alias: 'rotate', ifExists: 'keep')
            semaphore 'rotate'
            falRotateKey(credentialsId: 'fal-rotate', graceMinutes: 0)
            """, "delete", """
            falCreateKey(alias: 'delete', ifExists: 'keep')
            semaphore 'delete'
            falDeleteKey(credentialsId: 'fal-delete')
            """, "create", """
            semaphore 'create'
            falCreateKey(alias: 'create')
            """);

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final FalApiStub fal = new FalApiStub();

    @AfterEach
    void tearDown() {
        fal.close();
    }

    @Test
    void changeNoKeyUntilAnAdministratorTakesOver() throws Throwable {
        fal.start();
        sessions.then(this::prepareBuilds);
        List<FalApiStub.Key> keys = fal.keys();
        List<String> calls = fal.calls();
        sessions.then(jenkins -> {
            continueBuilds(
                    jenkins,
                    Map.of(
                            "block", Result.SUCCESS,
                            "rotate", Result.FAILURE,
                            "delete", Result.FAILURE,
                            "create", Result.FAILURE));
            ExtensionList.lookupSingleton(Reaper.class).execute(TaskListener.NULL);
            for (String name : SCRIPTS.keySet()) {
                assertRefusedInOneLine(build(jenkins, name, 1));
            }
            assertRefusedInOneLine(freestyle(jenkins, Result.FAILURE));
            assertEquals(keys, fal.keys());
            assertEquals(calls, fal.calls());

            FalKeys.get().takeLedgerOver();

            awaitRevocationOfTheBlocksKey();
            for (String name : SCRIPTS.keySet()) {
                jenkins.jenkins
                        .getItemByFullName(name, WorkflowJob.class)
                        .scheduleBuild2(0)
                        .waitForStart();
                SemaphoreStep.success(name + "/2", null);
                jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build(jenkins, name, 2)));
            }
            freestyle(jenkins, Result.SUCCESS);
            for (int i = 0; i < 100 && fal.keys().size() > 2; i++) {
                Thread.sleep(100);
            }
            assertEquals(
                    List.of("create", "rotate"),
                    fal.keys().stream().map(FalApiStub.Key::alias).sorted().toList());
            assertEquals(3 + 4, fal.created().size(), "created before and after the copy");
        });
    }

    /** A copy has another JENKINS_HOME than the one in the records. */
    private void prepareBuilds(JenkinsRule jenkins) throws Exception {
        Controllers.use(fal);
        for (Map.Entry<String, String> script : SCRIPTS.entrySet()) {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, script.getKey());
            Controllers.script(job, script.getValue());
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            SemaphoreStep.waitForStart(script.getKey() + "/1", run);
        }
        FreeStyleProject freestyle = jenkins.createFreeStyleProject("freestyle");
        freestyle.getBuildWrappersList().add(new FalKeyBuildWrapper());
        freestyle.getBuildersList().add(new Shell("echo in the build"));
        Path owner = jenkins.jenkins.getRootDir().toPath().resolve("fal-keys/controller.xml");
        Files.writeString(
                owner, Files.readString(owner).replaceAll("<home>.*</home>", "<home>/of/the/original</home>"));
    }

    private static void continueBuilds(JenkinsRule jenkins, Map<String, Result> results) throws Exception {
        SCRIPTS.keySet().forEach(name -> SemaphoreStep.success(name + "/1", null));
        for (Map.Entry<String, Result> result : results.entrySet()) {
            WorkflowRun run = build(jenkins, result.getKey(), 1);
            jenkins.assertBuildStatus(result.getValue(), jenkins.waitForCompletion(run));
        }
    }

    private static WorkflowRun build(JenkinsRule jenkins, String job, int number) {
        return jenkins.jenkins.getItemByFullName(job, WorkflowJob.class).getBuildByNumber(number);
    }

    private static Run<?, ?> freestyle(JenkinsRule jenkins, Result expected) throws Exception {
        return jenkins.buildAndAssertStatus(
                expected, jenkins.jenkins.getItemByFullName("freestyle", FreeStyleProject.class));
    }

    private static void assertRefusedInOneLine(Run<?, ?> run) throws Exception {
        String log = JenkinsRule.getLog(run);
        assertEquals(1, log.split(REFUSED, -1).length - 1, log);
        assertThat(log, containsString("an administrator can confirm this under Manage Jenkins."));
        assertThat(log, not(containsString("\tat ")));
        assertThat(log, not(containsString("Deleting fal API key")));
    }

    /** The build has ended, so the next sweep revokes the key. */
    private void awaitRevocationOfTheBlocksKey() throws Exception {
        for (int i = 0; i < 100 && hasLiveBlock(); i++) {
            ExtensionList.lookupSingleton(Reaper.class).execute(TaskListener.NULL);
            Thread.sleep(100);
        }
        assertTrue(
                fal.keys().stream().noneMatch(key -> key.alias().startsWith("block")),
                "the block's key has been revoked");
    }

    private static boolean hasLiveBlock() {
        return FalKeys.get().keys().records().all().stream()
                .filter(keyRecord -> keyRecord.target() == null)
                .map(KeyRecord::state)
                .anyMatch(state -> state != KeyState.DELETED);
    }
}
