package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.labels.LabelAtom;
import hudson.slaves.DumbSlave;
import hudson.tasks.Shell;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.credentials.FalBuildKeyCredentials;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuilder;
import io.jenkins.plugins.falkeys.freestyle.SecretTextOutput;
import io.jenkins.plugins.falkeys.freestyle.VariableOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jenkinsci.plugins.credentialsbinding.impl.SecretBuildWrapper;
import org.jenkinsci.plugins.credentialsbinding.impl.StringBinding;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Searches everywhere for leaked keys, during and after a build. */
@WithJenkins
class LeakTest {

    private static final String SHOW = """
            set +x
            echo "key $FAL_KEY secret ${FAL_KEY#*:}"
            printf %s "$FAL_KEY" | base64 -w0; echo
            printf %s "${FAL_KEY#*:}" | base64 -w0; echo
            echo "$FAL_KEY" | base64
            echo "Authorization: Key $FAL_KEY" | base64 -w64
            """;

    @TempDir
    private Path signals;

    private final FalApiStub fal = new FalApiStub();
    private final StringBuffer systemLog = new StringBuffer();
    private final Logger rootLogger = Logger.getLogger("io.jenkins.plugins.falkeys");
    private final Handler recorder = new Recorder();
    private JenkinsRule jenkins;
    private DumbSlave agent;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(fal.start());
        agent = jenkins.createOnlineSlave(new LabelAtom("agent"));
        rootLogger.setLevel(Level.ALL);
        recorder.setLevel(Level.ALL);
        rootLogger.addHandler(recorder);
    }

    @AfterEach
    void tearDown() {
        rootLogger.removeHandler(recorder);
        rootLogger.setLevel(null);
        fal.close();
    }

    @Test
    @Evidence({Attack.PLAIN_TEXT, Attack.SYSTEM_LOG})
    void theKeyOfABlockDoesNotLeak() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
        Controllers.script(job, """
                node('agent') {
                    withFalKey {
                        sh '''%s'''
                        sh '''%s'''
                    }
                    try {
                        withFalKey { error(sh(script: 'set +x; echo $FAL_KEY', returnStdout: true)) }
                    } catch (e) {
                        echo "caught ${e.message}"
                    }
                }
                """.formatted(waiting(), SHOW));
        assertNoLeaksDuringAndAfter(() -> job.scheduleBuild2(0).waitForStart());
    }

    @Test
    @Evidence({Attack.PLAIN_TEXT, Attack.SYSTEM_LOG})
    void theKeyOfABuildEnvironmentDoesNotLeak() throws Exception {
        FreeStyleProject job = freestyle();
        job.getBuildWrappersList().add(new FalKeyBuildWrapper());
        job.getBuildersList().add(new Shell(waiting()));
        job.getBuildersList().add(new Shell(SHOW));
        assertNoLeaksDuringAndAfter(() -> job.scheduleBuild2(0).waitForStart());
    }

    @Test
    @Evidence({Attack.PLAIN_TEXT, Attack.SYSTEM_LOG})
    void theKeyOfABuildStepDoesNotLeak() throws Exception {
        FreeStyleProject job = freestyle();
        job.getBuildersList().add(new FalKeyBuilder("k", new VariableOutput("FAL_KEY")));
        job.getBuildersList().add(new Shell(waiting()));
        job.getBuildersList().add(new Shell(SHOW));
        assertNoLeaksDuringAndAfter(() -> job.scheduleBuild2(0).waitForStart());
    }

    @Test
    @Evidence({Attack.PLAIN_TEXT, Attack.SYSTEM_LOG})
    void aStoredKeyDoesNotLeak() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        Controllers.script(job, """
                def made = falCreateKey(alias: 'k')
                echo "made ${made}, then ${falRotateKey(credentialsId: made.credentialsId)}, in all ${falListKeys()}"
                node('agent') {
                    withCredentials([string(credentialsId: made.credentialsId, variable: 'FAL_KEY')]) {
                        sh '''%s'''
                        sh '''%s'''
                    }
                }
                """.formatted(waiting(), SHOW));
        assertNoLeaksDuringAndAfter(() -> job.scheduleBuild2(0).waitForStart());
    }

    @Test
    @Evidence(Attack.PLAIN_TEXT)
    void aKeyBoundInAPipelineDoesNotLeak() throws Exception {
        Controllers.rootStore()
                .addCredentials(Domain.global(), new FalBuildKeyCredentials(CredentialsScope.GLOBAL, "fal", null));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
        Controllers.script(job, """
                node('agent') {
                    withCredentials([string(credentialsId: 'fal', variable: 'FAL_KEY')]) {
                        sh '''%s'''
                        sh '''%s'''
                    }
                }
                """.formatted(waiting(), SHOW));
        assertNoLeaksDuringAndAfter(() -> job.scheduleBuild2(0).waitForStart());
    }

    @Test
    @Evidence(Attack.PLAIN_TEXT)
    void aKeyBoundInAFreestyleJobDoesNotLeak() throws Exception {
        Controllers.rootStore()
                .addCredentials(Domain.global(), new FalBuildKeyCredentials(CredentialsScope.GLOBAL, "fal", null));
        FreeStyleProject job = freestyle();
        job.getBuildWrappersList().add(new SecretBuildWrapper(List.of(new StringBinding("FAL_KEY", "fal"))));
        job.getBuildersList().add(new Shell(waiting()));
        job.getBuildersList().add(new Shell(SHOW));
        assertNoLeaksDuringAndAfter(() -> job.scheduleBuild2(0).waitForStart());
    }

    @Test
    @Evidence({Attack.PLAIN_TEXT, Attack.SYSTEM_LOG})
    void aKeyStoredByABuildStepDoesNotLeak() throws Exception {
        FreeStyleProject job = freestyle();
        job.getBuildersList().add(new FalKeyBuilder("k", new SecretTextOutput()));
        job.getBuildersList().add(new Shell(waiting()));
        assertNoLeaksDuringAndAfter(() -> job.scheduleBuild2(0).waitForStart());
    }

    private FreeStyleProject freestyle() throws IOException {
        FreeStyleProject job = jenkins.createProject(FreeStyleProject.class, "job");
        job.setAssignedLabel(new LabelAtom("agent"));
        return job;
    }

    private String waiting() {
        return "touch '%1$s/waiting'; while [ ! -f '%1$s/go' ]; do sleep 0.1; done".formatted(signals);
    }

    private void assertNoLeaksDuringAndAfter(Callable<? extends Run<?, ?>> start) throws Exception {
        Run<?, ?> run = start.call();
        while (Files.notExists(signals.resolve("waiting"))) {
            Thread.sleep(50);
            assertEquals(true, run.isBuilding(), () -> "ended early");
        }
        assertThat(fal.created(), not(empty()));
        assertThat(leaks(run), empty());

        Files.createFile(signals.resolve("go"));
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        assertThat(leaks(run), empty());
    }

    /** The places that show a key. */
    private List<String> leaks(Run<?, ?> run) throws Exception {
        LeakSearch search = new LeakSearch(jenkins, fal);
        List<String> leaks = search.find(
                run,
                "api/json?depth=3",
                "log/all",
                "manage/configure",
                "manage/fal-keys/",
                "credentials/store/system/domain/_/");
        if (search.isShownIn(systemLog.toString())) {
            leaks.add("system log");
        }
        return leaks;
    }

    @Test
    void theSearchFindsAKeyThatWasLeakedOnPurpose() throws Exception {
        FreeStyleProject job = freestyle();
        job.getBuildersList()
                .add(new Shell(
                        "echo " + fal.addKey(FalApiStub.ADMIN_KEY, "shown").value() + " > shown"));
        Run<?, ?> run = jenkins.buildAndAssertSuccess(job);
        List<String> leaks = leaks(run);
        assertThat(leaks, hasItem(startsWith(agent.getRemoteFS())));
        assertThat(leaks, hasItem(run.getUrl() + "consoleText"));
        assertThat(leaks, hasItem(job.getUrl() + "config.xml"));
    }

    private final class Recorder extends Handler {

        @Override
        public void publish(LogRecord logRecord) {
            systemLog.append(new SimpleFormatter().format(logRecord));
        }

        @Override
        public void flush() {
            // nothing is buffered
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
