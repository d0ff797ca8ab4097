package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Result;
import hudson.model.User;
import hudson.security.FullControlOnceLoggedInAuthorizationStrategy;
import hudson.security.HudsonPrivateSecurityRealm;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A build has the authority of the user that it runs as, even after a restart has resumed its steps. */
class BuildAuthorityTest {

    private static final String CREATE = "falCreateKey(alias: 'a', credentialsId: 'a')";

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final FalApiStub fal = new FalApiStub();

    @AfterEach
    void tearDown() {
        fal.close();
    }

    /**
     * Starts a build that runs as alice, the only user. Users who are logged in may do everything, and nobody else may
     * do anything.
     */
    private WorkflowRun start(JenkinsRule jenkins, String script) throws Exception {
        Controllers.use(fal);
        Folder team = jenkins.createProject(Folder.class, "team");
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        HudsonPrivateSecurityRealm realm = new HudsonPrivateSecurityRealm(false, false, null);
        realm.createAccount("alice", "password");
        jenkins.jenkins.setSecurityRealm(realm);
        FullControlOnceLoggedInAuthorizationStrategy strategy = new FullControlOnceLoggedInAuthorizationStrategy();
        strategy.setAllowAnonymousRead(false);
        jenkins.jenkins.setAuthorizationStrategy(strategy);
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate("team/job", User.getById("alice", false).impersonate2()));
        Controllers.script(job, script);
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Start of Pipeline", run);
        QueueItemAuthenticatorConfiguration.get().getAuthenticators().clear();
        assertEquals("alice", run.getExecution().getAuthentication2().getName());
        return run;
    }

    private void waitForPost() throws InterruptedException {
        for (int i = 0; i < 600 && !fal.calls().contains("POST /keys"); i++) {
            Thread.sleep(100);
        }
        assertThat(fal.calls(), not(empty()));
    }

    private static WorkflowRun end(JenkinsRule jenkins, Result expected) throws Exception {
        WorkflowRun run =
                jenkins.jenkins.getItemByFullName("team/job", WorkflowJob.class).getBuildByNumber(1);
        jenkins.assertBuildStatus(expected, jenkins.waitForCompletion(run));
        return run;
    }

    @Test
    void aStepThatContinuesAfterARestartRunsAsItsBuild() throws Throwable {
        fal.start();
        fal.next("{on: 'POST', status: 429, times: 100000}");
        sessions.then(jenkins -> {
            start(jenkins, CREATE);
            waitForPost();
        });
        fal.clearFaults();
        sessions.then(jenkins -> end(jenkins, Result.SUCCESS));
        assertThat(fal.keys(), hasSize(1));
    }

    /** The thread that resumes the step has all permissions, but the build does not. */
    @Test
    @Evidence(Attack.STORES)
    void aStepThatContinuesAfterARestartWithoutItsUserStoresNothing() throws Throwable {
        fal.start();
        fal.next("{on: 'POST', status: 429, times: 100000}");
        sessions.then(jenkins -> {
            start(jenkins, CREATE);
            waitForPost();
            User.getById("alice", false).delete();
        });
        fal.clearFaults();
        sessions.then(jenkins -> {
            WorkflowRun run = end(jenkins, Result.FAILURE);
            assertThat(
                    JenkinsRule.getLog(run),
                    containsString("this build runs as 'anonymous', possibly because its user no longer exists, and"
                            + " is missing the Credentials/Create permission for 'a' in folder 'team'."));
            assertThat(JenkinsRule.getLog(run), not(containsString("\tat ")));
        });
        assertThat(fal.keys(), empty());
    }

    @Test
    void aBuildWhoseUserWasDeletedFailsWithOneLine() throws Throwable {
        fal.start();
        sessions.then(jenkins -> {
            WorkflowRun run =
                    start(jenkins, "semaphore 'wait'; falCreateKey(alias: 'a', adminCredentialsId: 'team-admin')");
            SemaphoreStep.waitForStart("wait/1", run);
            Controllers.folderStore(jenkins.jenkins.getItemByFullName("team", Folder.class))
                    .addCredentials(
                            Domain.global(),
                            Controllers.secretText(CredentialsScope.GLOBAL, "team-admin", FalApiStub.ADMIN_KEY));
            User.getById("alice", false).delete();
            SemaphoreStep.success("wait/1", null);

            String log = JenkinsRule.getLog(end(jenkins, Result.FAILURE));

            assertThat(
                    log, containsString("ERROR: No key was created: this build runs as 'anonymous', who is missing"));
            assertThat(log, not(containsString("UsernameNotFoundException")));
            assertThat(log, not(containsString("\tat ")));
        });
        assertThat(fal.calls(), empty());
    }
}
