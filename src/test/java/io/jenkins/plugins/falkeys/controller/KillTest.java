package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Kills a controller that runs in its own process while a step waits for fal. */
class KillTest {

    @RegisterExtension
    private final RealJenkinsExtension controller = new RealJenkinsExtension();

    private final FalApiStub fal = new FalApiStub();

    @AfterEach
    void tearDown() {
        fal.close();
    }

    @Test
    void aStepWhoseResponseWasLostCreatesNoSecondKey() throws Throwable {
        fal.start();
        fal.next("{on: 'POST', lateMillis: 60000}");
        controller.startJenkins();
        controller.runRemotely(KillTest::begin, fal.url(), "falCreateKey 'Production Key'");
        awaitPost();
        controller.stopJenkinsForcibly();

        controller.startJenkins();
        String log = controller.runRemotely(KillTest::failed);

        assertThat(log, containsString("fal may have created a key 'Production Key' at"));
        assertEquals(List.of("POST /keys", "GET /keys"), fal.calls());
    }

    @Test
    void aStepThatWaitedForARateLimitContinues() throws Throwable {
        fal.start();
        fal.next("{on: 'POST', status: 429, retryAfter: '600'}");
        controller.startJenkins();
        controller.runRemotely(KillTest::begin, fal.url(), "falCreateKey 'Production Key'");
        awaitPost();
        Thread.sleep(1000);
        controller.stopJenkinsForcibly();

        controller.startJenkins();
        String secret = controller.runRemotely(KillTest::succeeded);

        assertTrue(fal.works(secret));
        assertEquals(1, fal.created().size());
    }

    private void awaitPost() throws InterruptedException {
        while (fal.calls().isEmpty()) {
            Thread.sleep(50);
        }
    }

    private static void begin(JenkinsRule jenkins, String apiUrl, String script) throws Exception {
        Controllers.use(apiUrl);
        FalKeysConfiguration.get().setWaitBudgetSeconds(3600);
        FalKeysConfiguration.get().setReadTimeoutSeconds(600);
        FalKeysConfiguration.get().save();
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
        Controllers.script(job, script);
        job.scheduleBuild2(0).waitForStart();
    }

    private static String failed(JenkinsRule jenkins) throws Exception {
        return JenkinsRule.getLog(ended(jenkins, Result.FAILURE));
    }

    private static String succeeded(JenkinsRule jenkins) throws Exception {
        ended(jenkins, Result.SUCCESS);
        return Controllers.secret(Controllers.rootStore(), "fal-production-key").orElseThrow();
    }

    private static WorkflowRun ended(JenkinsRule jenkins, Result expected) throws Exception {
        WorkflowRun run =
                jenkins.jenkins.getItemByFullName("job", WorkflowJob.class).getBuildByNumber(1);
        return jenkins.assertBuildStatus(expected, jenkins.waitForCompletion(run));
    }
}
