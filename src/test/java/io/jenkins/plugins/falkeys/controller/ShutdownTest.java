package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.Run;
import hudson.tasks.Shell;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import io.jenkins.plugins.falkeys.ledger.SyncedFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** SIGTERM stops a controller while keys are being requested from fal and while builds wait for their turn. */
class ShutdownTest {

    /** The admin key of an account that never allows a key to be minted. */
    private static final String BUSY = "busy:" + "ad31".repeat(8);

    /** The admin key of an account whose responses are lost. */
    private static final String LOSSY = "lossy:" + "ad31".repeat(8);

    @RegisterExtension
    private final RealJenkinsExtension controller = new RealJenkinsExtension().withTimeout(600);

    private final FalApiStub fal = new FalApiStub();

    @AfterEach
    void tearDown() {
        fal.close();
    }

    @Test
    void responsesInFlightAreRecordedAndEveryStepContinuesAfterwards() throws Throwable {
        fal.start();
        fal.addAccount(BUSY);
        fal.addAccount(LOSSY);
        controller.startJenkins();
        controller.runRemotely(ShutdownTest::configure, fal.url());
        controller.runRemotely(ShutdownTest::createAKey);
        fal.next("{on: 'POST', account: 'lossy', drop: 'after', times: 3}");
        fal.always("{on: 'POST', account: 'busy', status: 429, retryAfter: '600'}");
        fal.always("{on: 'POST', lateMillis: 12000}");
        String main = FalApiStub.ADMIN_KEY.substring(0, FalApiStub.ADMIN_KEY.indexOf(':'));
        fal.always("{on: 'DELETE', account: '" + main + "', lateMillis: 12000}");
        long pid = controller.runRemotely(ShutdownTest::begin);
        awaitCalls();

        ProcessHandle.of(pid).orElseThrow().destroy();
        while (controller.isAlive()) {
            Thread.sleep(100);
        }
        controller.stopJenkinsForcibly();

        List<KeyRecord> records = SyncedFiles.ledger(
                        controller.getHome().toPath().resolve("fal-keys"))
                .all();
        assertEveryLiveKeyIsRecorded(records);
        fal.clearFaults();
        controller.startJenkins();
        LinkedHashMap<String, String> logs = controller.runRemotely(ShutdownTest::ended);

        logs.forEach((job, log) -> {
            assertThat(job, log, not(containsString("Exception")));
            assertThat(job, log, not(containsString("\tat ")));
        });
        assertThat(logs.get("stored"), containsString("Created fal API key 'Stored'"));
        assertThat(logs.get("deleted"), containsString("fal API key 'Deleted'"));
        assertEquals(
                List.of("Stored"),
                fal.keys().stream().map(FalApiStub.Key::alias).toList());
        assertEquals(
                1,
                fal.created().stream()
                        .filter(key -> key.alias().equals("Stored"))
                        .count());
    }

    /** The lossy account's keys are known only from its list. */
    private void assertEveryLiveKeyIsRecorded(List<KeyRecord> records) {
        List<String> problems = new ArrayList<>();
        for (FalApiStub.Key key : fal.keys()) {
            if (!key.alias().startsWith("lossy")
                    && records.stream().noneMatch(keyRecord -> key.id().equals(keyRecord.keyId()))) {
                problems.add("no record has the live key " + key.alias());
            }
        }
        for (KeyRecord keyRecord : records) {
            if (!keyRecord.alias().startsWith("lossy") && keyRecord.isInFlight()) {
                problems.add("its outcome is not recorded: " + keyRecord);
            }
            if (String.valueOf(keyRecord.lastError()).contains("reject")) {
                problems.add("the pool was closed: " + keyRecord);
            }
        }
        assertThat(problems, empty());
    }

    /** Waits until three keys have been requested, one deletion is under way, and two blocks are waiting to retry. */
    private void awaitCalls() throws InterruptedException {
        for (int i = 0; i < 600 && !isUnderWay(); i++) {
            Thread.sleep(50);
        }
        assertTrue(isUnderWay());
    }

    private boolean isUnderWay() {
        List<String> made = fal.created().stream().map(FalApiStub.Key::alias).toList();
        long blocks = made.stream().filter(alias -> alias.startsWith("block #")).count();
        long builds =
                made.stream().filter(alias -> alias.startsWith("freestyle #")).count();
        long lost = made.stream().filter(alias -> alias.startsWith("lossy #")).count();
        return made.contains("Stored") && blocks == 1 && builds == 1 && lost == 3 && fal.count("DELETE") > 2;
    }

    private static void configure(JenkinsRule jenkins, String apiUrl) throws Exception {
        Controllers.use(apiUrl);
        FalKeysConfiguration.get().setWaitBudgetSeconds(3600);
        FalKeysConfiguration.get().save();
        for (String admin : List.of(BUSY, LOSSY)) {
            Controllers.rootStore()
                    .addCredentials(
                            Domain.global(),
                            Controllers.secretText(
                                    CredentialsScope.GLOBAL, admin.substring(0, admin.indexOf(':')), admin));
        }
    }

    private static void createAKey(JenkinsRule jenkins) throws Exception {
        jenkins.buildAndAssertSuccess(job(jenkins, "deleted", """
                if (env.BUILD_NUMBER == '1') {
                    falCreateKey(alias: 'Deleted')
                } else {
                    falDeleteKey(credentialsId: 'fal-deleted')
                }
                """));
    }

    private static WorkflowJob job(JenkinsRule jenkins, String name, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        Controllers.script(job, script);
        return job;
    }

    private static long begin(JenkinsRule jenkins) throws Exception {
        job(jenkins, "busy", "withFalKey(adminCredentialsId: 'busy') { echo 'in the block' }");
        job(jenkins, "lossy", "withFalKey(adminCredentialsId: 'lossy') { echo 'in the block' }");
        job(jenkins, "stored", "falCreateKey(alias: 'Stored')");
        job(jenkins, "block", "withFalKey { echo 'in the block' }");
        FreeStyleProject freestyle = jenkins.createFreeStyleProject("freestyle");
        freestyle.getBuildWrappersList().add(new FalKeyBuildWrapper());
        freestyle.getBuildersList().add(new Shell("echo in the build"));
        freestyle.scheduleBuild2(0);
        for (String name : List.of("busy", "lossy", "stored", "block", "deleted")) {
            jenkins.jenkins.getItemByFullName(name, WorkflowJob.class).scheduleBuild2(0);
        }
        return ProcessHandle.current().pid();
    }

    /** The logs of all builds, which succeeded, by job. */
    private static LinkedHashMap<String, String> ended(JenkinsRule jenkins) throws Exception {
        LinkedHashMap<String, String> logs = new LinkedHashMap<>();
        for (WorkflowJob job : jenkins.jenkins.getAllItems(WorkflowJob.class)) {
            Run<?, ?> run = jenkins.waitForCompletion(job.getLastBuild());
            logs.put(job.getName(), JenkinsRule.getLog(run));
            jenkins.assertBuildStatus(Result.SUCCESS, run);
        }
        for (int i = 0; i < 600 && isUnsettled(); i++) {
            Thread.sleep(100);
        }
        return logs;
    }

    private static boolean isUnsettled() throws Exception {
        return Records.onDisk().stream()
                .anyMatch(keyRecord -> keyRecord.state() == KeyState.CREATING
                        || keyRecord.state() == KeyState.DELETING
                        || keyRecord.state() == KeyState.ACTIVE && keyRecord.target() == null);
    }
}
