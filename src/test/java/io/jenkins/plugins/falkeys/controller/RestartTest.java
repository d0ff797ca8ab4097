package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Result;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.credentials.FalBuildKeyCredentials;
import io.jenkins.plugins.falkeys.scenarios.Leaks;
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
        assertEquals(1, fal.made().size());
    }

    /** The first binding keeps the key that it has, while the second one finds no key in memory. */
    @Test
    void aCredentialOfBuildsIsAnotherKeyAfterARestartAndBothEndWithTheBuild() throws Throwable {
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

    @Test
    void aDeletionThatAStopCutOffIsMadeUpFor() throws Throwable {
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
