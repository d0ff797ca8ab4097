package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Result;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.credentials.FalBuildKeyCredentials;
import io.jenkins.plugins.falkeys.scenarios.Leaks;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

class RestartTest {

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final FalApiStub fal = new FalApiStub();

    @AfterEach
    void tearDown() {
        fal.close();
    }

    @Test
    @Evidence(Attack.MASKS)
    void aBlockKeepsItsKeyAndItsMasks() throws Throwable {
        fal.start();
        sessions.then(jenkins -> {
            Controllers.use(fal);
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
            Controllers.script(job, """
                    withFalKey {
                        semaphore 'wait'
                        node { sh 'set +x; echo "key $FAL_KEY"; echo "$FAL_KEY" | base64' }
                    }
                    """);
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            SemaphoreStep.waitForStart("wait/1", run);
        });
        assertThat(fal.keys(), hasSize(1));
        sessions.then(jenkins -> {
            SemaphoreStep.success("wait/1", null);
            WorkflowRun run =
                    jenkins.jenkins.getItemByFullName("job", WorkflowJob.class).getBuildByNumber(1);
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("key ****", run);
            assertThat(Leaks.find(JenkinsRule.getLog(run), fal), empty());
            for (int i = 0; i < 100 && !fal.keys().isEmpty(); i++) {
                Thread.sleep(100);
            }
            assertThat(fal.keys(), empty());
        });
        assertEquals(1, fal.created().size());
    }

    /** The first binding keeps its key, while the second one finds no key in memory. */
    @Test
    void afterARestartABuildKeyCredentialHasAnotherKeyAndBothAreDeleted() throws Throwable {
        fal.start();
        sessions.then(jenkins -> {
            Controllers.use(fal);
            Controllers.rootStore()
                    .addCredentials(Domain.global(), new FalBuildKeyCredentials(CredentialsScope.GLOBAL, "fal", null));
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
            Controllers.script(job, """
                    withCredentials([string(credentialsId: 'fal', variable: 'FIRST')]) {
                        semaphore 'wait'
                        withCredentials([string(credentialsId: 'fal', variable: 'SECOND')]) {
                            node { sh 'set +x; test "$FIRST" != "$SECOND"; echo "keys $FIRST $SECOND"' }
                            semaphore 'end'
                        }
                    }
                    """);
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            SemaphoreStep.waitForStart("wait/1", run);
        });
        assertThat(fal.keys(), hasSize(1));
        sessions.then(jenkins -> {
            SemaphoreStep.success("wait/1", null);
            WorkflowRun run =
                    jenkins.jenkins.getItemByFullName("job", WorkflowJob.class).getBuildByNumber(1);
            SemaphoreStep.waitForStart("end/1", run);
            assertThat(fal.keys(), hasSize(2));
            SemaphoreStep.success("end/1", null);
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("keys **** ****", run);
            assertThat(new LeakSearch(jenkins, fal).find(run), empty());
            for (int i = 0; i < 100 && !fal.keys().isEmpty(); i++) {
                Thread.sleep(100);
            }
            assertThat(fal.keys(), empty());
        });
    }

    /** The block remembers its limit, and the script the costs that it read. */
    @Test
    void aBlockThatReachesItsLimitAfterARestartIsStopped() throws Throwable {
        fal.start();
        sessions.then(jenkins -> {
            Controllers.use(fal);
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
            Controllers.script(job, """
                    withFalKey(maxCost: 2) {
                        semaphore 'begin'
                        def usage = falUsage()
                        semaphore 'wait'
                        echo "after the restart: ${usage.total + usage.items[0].quantity} ${usage.currency}"
                        semaphore 'end'
                    }
                    """);
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            SemaphoreStep.waitForStart("begin/1", run);
            spend("0.25");
            SemaphoreStep.success("begin/1", null);
            SemaphoreStep.waitForStart("wait/1", run);
        });
        sessions.then(jenkins -> {
            SemaphoreStep.success("wait/1", null);
            WorkflowRun run =
                    jenkins.jenkins.getItemByFullName("job", WorkflowJob.class).getBuildByNumber(1);
            SemaphoreStep.waitForStart("end/1", run);
            jenkins.assertLogContains("after the restart: 1.25 USD", run);
            spend("1.80");
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("it has cost 2.05 USD at fal (as of ", run);
            for (int i = 0; i < 100 && !fal.keys().isEmpty(); i++) {
                Thread.sleep(100);
            }
            assertThat(fal.keys(), empty());
        });
    }

    private void spend(String cost) throws Exception {
        String keyId = fal.created().get(0).id();
        fal.addUsage(
                keyId,
                "fal-ai/veo",
                "second",
                "1",
                null,
                cost,
                "USD",
                Instant.now().minusMillis(2));
        CostUpdate.update().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aDeletionInterruptedByAShutdownIsCompleted() throws Throwable {
        fal.start();
        fal.next("{on: 'DELETE', status: 500, times: 4}");
        sessions.then(jenkins -> {
            Controllers.use(fal);
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
            Controllers.script(job, "withFalKey { echo 'in the block' }");
            jenkins.buildAndAssertSuccess(job);
        });
        assertThat(fal.keys(), hasSize(1));
        fal.clearFaults();
        sessions.then(jenkins -> {
            for (int i = 0; i < 600 && !fal.keys().isEmpty(); i++) {
                Thread.sleep(100);
            }
            assertThat(fal.keys(), empty());
        });
    }
}
