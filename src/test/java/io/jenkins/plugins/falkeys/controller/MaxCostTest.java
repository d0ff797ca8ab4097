package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.Run;
import hudson.tasks.Shell;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.credentials.FalBuildKeyCredentials;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import jenkins.model.CauseOfInterruption;
import jenkins.model.InterruptedBuildAction;
import org.jenkinsci.plugins.credentialsbinding.impl.SecretBuildWrapper;
import org.jenkinsci.plugins.credentialsbinding.impl.StringBinding;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A build whose key reaches its cost limit is stopped, and the key is revoked. */
@WithJenkins
class MaxCostTest {

    private static final FalApiStub FAL = new FalApiStub();
    private static JenkinsRule jenkins;
    private Folder team;
    private int before;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(FAL.start());
    }

    @AfterAll
    static void stop() {
        FAL.close();
    }

    @BeforeEach
    void setUp() throws Exception {
        before = FAL.created().size();
        team = jenkins.createProject(Folder.class, "team");
        FalBuildKeyCredentials credentials = new FalBuildKeyCredentials(CredentialsScope.GLOBAL, "fal", null);
        credentials.setMaxCost("2.50");
        Controllers.folderStore(team).addCredentials(Domain.global(), credentials);
    }

    @AfterEach
    void tearDown() throws Exception {
        team.delete();
    }

    @Test
    void onlyTheBlockIsStopped() throws Exception {
        WorkflowRun run = start("""
                parallel(
                    limited: { retry(3) { withFalKey(maxCost: 2.50) { semaphore 'wait' } } },
                    free: { semaphore 'free'; echo 'the other branch continues' })
                """);
        SemaphoreStep.waitForStart("wait/1", run);
        SemaphoreStep.waitForStart("free/1", run);

        spend();
        awaitNoKeys();
        SemaphoreStep.success("free/1", null);

        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        assertStopped(run);
        jenkins.assertLogContains("the other branch continues", run);
        assertThat(FAL.created(), hasSize(before + 1));
        assertThat(
                jenkins.createWebClient().getPage(run).asNormalizedText(),
                containsString("it has cost 2.75 USD at fal"));
    }

    @Test
    void aPipelineThatBindsTheCredentialIsStopped() throws Exception {
        WorkflowRun run =
                start("withCredentials([string(credentialsId: 'fal', variable: 'FAL_KEY')]) { semaphore 'bound' }");
        SemaphoreStep.waitForStart("bound/1", run);

        spend();

        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        assertStopped(run);
    }

    @Test
    void aFreestyleBuildThatBindsTheCredentialIsStopped() throws Exception {
        FreeStyleProject job = team.createProject(FreeStyleProject.class, "free");
        job.getBuildWrappersList().add(new SecretBuildWrapper(List.of(new StringBinding("FAL_KEY", "fal"))));
        stopsAtItsFirstStep(job);
    }

    @Test
    void aFreestyleBuildWithTheBuildEnvironmentIsStopped() throws Exception {
        FreeStyleProject job = team.createProject(FreeStyleProject.class, "free");
        FalKeyBuildWrapper wrapper = new FalKeyBuildWrapper();
        wrapper.setMaxCost("2.50");
        job.getBuildWrappersList().add(wrapper);
        stopsAtItsFirstStep(job);
    }

    private void stopsAtItsFirstStep(FreeStyleProject job) throws Exception {
        job.getBuildersList().add(new Shell("echo 'the first step'; sleep 60"));
        job.getBuildersList().add(new Shell("echo 'the second step'"));
        FreeStyleBuild run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("the first step", run);

        spend();

        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        assertStopped(run);
        jenkins.assertLogNotContains("the second step", run);
    }

    @Test
    void aBuildWhoseCostIsReportedTooLateSucceeds() throws Exception {
        WorkflowRun run = start("withFalKey(maxCost: '2.50') { echo 'in the block' }");
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        awaitNoKeys();

        spend();

        jenkins.assertLogNotContains("maxCost", run);
        assertEquals(Result.SUCCESS, run.getResult());
    }

    private WorkflowRun start(String script) throws Exception {
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        Controllers.script(job, script);
        return job.scheduleBuild2(0).waitForStart();
    }

    private String keyId() {
        return FAL.created().get(before).id();
    }

    /** fal reports a cost slightly above the limit. Requests to fal end at a whole millisecond. */
    private void spend() throws Exception {
        FAL.addUsage(
                keyId(),
                "fal-ai/veo",
                "second",
                "11",
                null,
                "2.75",
                "USD",
                Instant.now().minusMillis(2));
        CostUpdate.update().get(20, TimeUnit.SECONDS);
    }

    /** The log and the build's page say so once, and the build does not appear to have been aborted by somebody. */
    private void assertStopped(Run<?, ?> run) throws Exception {
        String log = JenkinsRule.getLog(run);
        String sentence = "' has reached its maxCost of 2.5";
        assertEquals(2, log.split(Pattern.quote(sentence), -1).length, log);
        assertThat(log, containsString(": it has cost 2.75 USD at fal (as of "));
        assertThat(log, containsString("The key was revoked, and what used it was stopped."));
        assertThat(log, not(containsString("Aborted by")));
        assertThat(log, not(containsString("\tat ")));
        assertThat(
                run.getActions(InterruptedBuildAction.class).stream()
                        .flatMap(action -> action.getCauses().stream())
                        .map(CauseOfInterruption::getShortDescription)
                        .toList(),
                contains(allOf(containsString(sentence), not(containsString(keyId())))));
        awaitNoKeys();
        KeyRecord revoked = FalKeys.get().keys().records().ofKey(keyId()).orElseThrow();
        for (int i = 0; i < 100 && revoked.state() != KeyState.DELETED; i++) {
            Thread.sleep(100);
            revoked = FalKeys.get().keys().records().ofKey(keyId()).orElseThrow();
        }
        assertEquals(KeyState.DELETED, revoked.state());
    }

    private void awaitNoKeys() throws InterruptedException {
        for (int i = 0; i < 100 && !FAL.keys().isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertThat(FAL.keys(), empty());
    }
}
