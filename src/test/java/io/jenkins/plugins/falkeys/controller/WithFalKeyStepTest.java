package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Result;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class WithFalKeyStepTest {

    private final FalApiStub fal = new FalApiStub();
    private static JenkinsRule jenkins;
    private WorkflowJob job;

    @BeforeAll
    static void share(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void setUp() throws Exception {
        Controllers.clean();
        Controllers.use(fal.start());
        job = jenkins.createProject(WorkflowJob.class, "job");
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    @Test
    void providesTheKeyOnlyToTheBlockAndDeletesIt() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, """
                node {
                    withFalKey(keyIdVariable: 'FAL_KEY_ID', keySecretVariable: 'FAL_KEY_SECRET') {
                        sh '''set +x
                        test "$FAL_KEY" = "$FAL_KEY_ID:$FAL_KEY_SECRET" && echo "they fit"
                        echo "key $FAL_KEY id $FAL_KEY_ID secret $FAL_KEY_SECRET"
                        echo "$FAL_KEY" | base64 -w0'''
                    }
                    sh 'test -z "$FAL_KEY" && echo "it is unset"'
                }
                """);

        jenkins.assertLogContains("they fit", run);
        String keyId = fal.created().get(0).id();
        jenkins.assertLogContains("key **** id " + keyId + " secret ****", run);
        jenkins.assertLogContains("it is unset", run);
        jenkins.assertLogContains("Deleting fal API key " + keyId + ".", run);
        awaitNoKeys();
    }

    @Test
    @Evidence(Attack.MASKS)
    void theErrorOfAFailedBlockIsMasked() throws Exception {
        WorkflowRun run = build(Result.FAILURE, """
                node {
                    withFalKey {
                        error("rendering failed with " + sh(script: 'set +x; echo $FAL_KEY', returnStdout: true))
                    }
                }
                """);

        jenkins.assertLogContains("rendering failed with ****", run);
        awaitNoKeys();
    }

    @Test
    void theKeyOfAnAbortedBlockIsDeleted() throws Exception {
        Controllers.script(job, "withFalKey { semaphore 'wait' }");
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("wait/1", run);
        assertThat(fal.keys(), hasSize(1));

        run.getExecutor().interrupt();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        awaitNoKeys();
    }

    @Test
    void aFailedDeletionDoesNotFailTheBuildAndIsRetried() throws Exception {
        fal.next("{\"on\":\"DELETE\",\"status\":500,\"times\":1}");
        build(Result.SUCCESS, "withFalKey { echo 'in the block' }");
        awaitNoKeys();
    }

    @Test
    void ifFalRefusesTheStepFailsBeforeItsBlock() throws Exception {
        fal.next("{\"on\":\"POST\",\"status\":403}");
        WorkflowRun run = build(Result.FAILURE, "withFalKey(alias: 'k') { echo 'in the block' }");
        jenkins.assertLogContains("No key 'k' was created", run);
        jenkins.assertLogContains("ADMIN scope", run);
        jenkins.assertLogNotContains("in the block", run);
        assertThat(fal.keys(), empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                pipeline {
                    agent any
                    stages { stage('one') { steps { withFalKey { sh 'echo "key $FAL_KEY"' } } } }
                }
                """, """
                pipeline {
                    agent any
                    options { withFalKey(maxCost: 2.50) }
                    stages { stage('one') { steps { sh 'echo "key $FAL_KEY"' } } }
                }
                """, """
                pipeline {
                    agent any
                    stages {
                        stage('one') {
                            options { withFalKey(variable: 'FAL_KEY', maxCost: 5) }
                            steps { sh 'echo "key $FAL_KEY"' }
                        }
                    }
                }
                """})
    void worksInDeclarativePipelines(String script) throws Exception {
        WorkflowRun run = build(Result.SUCCESS, script);
        jenkins.assertLogContains("key ****", run);
        assertEquals(1, fal.created().size());
        awaitNoKeys();
    }

    private WorkflowRun build(Result expected, String script) throws Exception {
        Controllers.script(job, script);
        WorkflowRun run = jenkins.buildAndAssertStatus(expected, job);
        for (FalApiStub.Key key : fal.created()) {
            assertThat(
                    JenkinsRule.getLog(run),
                    not(containsString(key.value().substring(key.id().length() + 1))));
        }
        return run;
    }

    private void awaitNoKeys() throws InterruptedException {
        for (int i = 0; i < 100 && !fal.keys().isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertThat(fal.keys(), empty());
    }
}
