package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsParameterDefinition;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.CredentialsUnavailableException;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.matrix.AxisList;
import hudson.matrix.MatrixBuild;
import hudson.matrix.MatrixProject;
import hudson.matrix.MatrixRun;
import hudson.matrix.TextAxis;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Node;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TopLevelItem;
import hudson.model.labels.LabelAtom;
import hudson.plugins.git.GitSCM;
import hudson.tasks.Shell;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.credentials.FalBuildKeyCredentials;
import io.jenkins.plugins.falkeys.run.RunKeysAction;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jenkins.plugins.git.GitSCMSource;
import jenkins.security.MasterToSlaveCallable;
import org.apache.commons.io.FileUtils;
import org.jenkinsci.plugins.credentialsbinding.impl.SecretBuildWrapper;
import org.jenkinsci.plugins.credentialsbinding.impl.StringBinding;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.libs.GlobalLibraries;
import org.jenkinsci.plugins.workflow.libs.LibraryConfiguration;
import org.jenkinsci.plugins.workflow.libs.SCMSourceRetriever;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The credential kind with one key per build, wherever a job can bind a Secret text. */
@WithJenkins
class BuildKeyCredentialTest {

    private static final String BIND = """
            withCredentials([string(credentialsId: 'fal', variable: 'FAL_KEY')]) { echo "key $FAL_KEY" }
            """;

    private static JenkinsRule jenkins;

    private final FalApiStub fal = new FalApiStub();
    private Folder team;

    @BeforeAll
    static void setUp(JenkinsRule rule) {
        jenkins = rule;
        GitSCM.ALLOW_LOCAL_CHECKOUT = true;
    }

    /** Each test has its own stub, which creates the same keys as the previous one. */
    @BeforeEach
    void replaceEngine() throws Exception {
        Controllers.stopEngine();
        FileUtils.deleteDirectory(new File(jenkins.jenkins.getRootDir(), "fal-keys"));
        Controllers.replaceEngine();
        Controllers.use(fal.start());
        team = jenkins.createProject(Folder.class, "team");
        add(Controllers.folderStore(team));
    }

    @AfterEach
    void tearDown() throws Exception {
        fal.close();
        for (TopLevelItem item : jenkins.jenkins.getItems()) {
            item.delete();
        }
        for (Node agent : jenkins.jenkins.getNodes()) {
            jenkins.jenkins.removeNode(agent);
        }
        CredentialsStore root = Controllers.rootStore();
        for (Credentials credentials : List.copyOf(root.getCredentials(Domain.global()))) {
            root.removeCredentials(Domain.global(), credentials);
        }
    }

    private static FalBuildKeyCredentials add(CredentialsStore store) throws Exception {
        FalBuildKeyCredentials credentials = new FalBuildKeyCredentials(CredentialsScope.GLOBAL, "fal", "for builds");
        store.addCredentials(Domain.global(), credentials);
        return credentials;
    }

    @Test
    void eachBuildHasItsOwnKeyUntilItEnds() throws Exception {
        WorkflowJob job = pipeline("""
                node {
                    withCredentials([string(credentialsId: 'fal', variable: 'FAL_KEY')]) {
                        sh '''set +x
                        echo "key $FAL_KEY secret ${FAL_KEY#*:}"'''
                    }
                    withCredentials([string(credentialsId: 'fal', variable: 'FAL_KEY')]) { semaphore 'whole' }
                }
                """);
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("whole/1", run);
        assertThat(fal.keys(), hasSize(1));
        String keyId = fal.keys().get(0).id();
        assertEquals(
                List.of(keyId),
                run.getAction(RunKeysAction.class).getKeys().stream()
                        .map(key -> key.getKeyId())
                        .toList());
        assertThat(fal.keys().get(0).alias(), containsString("team/job #1 "));

        SemaphoreStep.success("whole/1", null);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        jenkins.assertLogContains("key **** secret ****", run);
        jenkins.assertLogContains("Deleting fal API key " + keyId + ".", run);
        assertEndsWithoutKeys(run);

        SemaphoreStep.success("whole/2", null);
        jenkins.buildAndAssertSuccess(job);
        assertThat(fal.created(), hasSize(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                pipeline {
                    agent any
                    environment { FAL_KEY = credentials('fal') }
                    stages {
                        stage('one') { steps { sh 'echo "key $FAL_KEY"' } }
                        stage('two') { steps { sh 'echo "key $FAL_KEY"' } }
                    }
                }
                """, """
                pipeline {
                    agent any
                    stages {
                        stage('one') {
                            environment { FAL_KEY = credentials('fal') }
                            steps { sh 'echo "key $FAL_KEY"' }
                        }
                        stage('two') {
                            environment { FAL_KEY = credentials('fal') }
                            steps { sh 'echo "key $FAL_KEY"' }
                        }
                    }
                }
                """, """
                pipeline {
                    agent none
                    stages {
                        stage('all') {
                            parallel {
                                stage('one') {
                                    agent any
                                    environment { FAL_KEY = credentials('fal') }
                                    steps { sh 'echo "key $FAL_KEY"' }
                                }
                                stage('two') {
                                    agent any
                                    environment { FAL_KEY = credentials('fal') }
                                    steps { sh 'echo "key $FAL_KEY"' }
                                }
                            }
                        }
                    }
                }
                """})
    void worksInDeclarativePipelines(String script) throws Exception {
        WorkflowRun run = jenkins.buildAndAssertSuccess(pipeline(script));
        jenkins.assertLogContains("key ****", run);
        assertThat(fal.created(), hasSize(1));
        assertEndsWithoutKeys(run);
    }

    @Test
    void parallelBranchesShareAKey() throws Exception {
        WorkflowRun run = jenkins.buildAndAssertSuccess(pipeline("""
                def branches = [:]
                for (int i = 0; i < 50; i++) {
                    branches["branch $i"] = {
                        withCredentials([string(credentialsId: 'fal', variable: 'FAL_KEY')]) { echo "key $FAL_KEY" }
                    }
                }
                parallel branches
                """));
        jenkins.assertLogContains("key ****", run);
        assertEquals(1, fal.count("POST"));
        assertEndsWithoutKeys(run);
    }

    @Test
    void fiftyReadsAtOnceMintOneKey() throws Exception {
        WorkflowRun run = running("fifty");
        StringCredentials ofBuild = ofBuild(run);
        ExecutorService readers = Executors.newFixedThreadPool(50);
        try {
            List<Callable<String>> reads = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                StringCredentials copy = i % 2 == 0 ? ofBuild : ofBuild(run);
                reads.add(() -> copy.getSecret().getPlainText());
            }
            List<String> read = new ArrayList<>();
            for (Future<String> each : readers.invokeAll(reads)) {
                read.add(each.get());
            }
            assertEquals(
                    List.of(fal.created().get(0).value()),
                    read.stream().distinct().toList());
            assertEquals(1, fal.count("POST"));
        } finally {
            readers.shutdownNow();
        }
        SemaphoreStep.success("fifty/1", null);
        jenkins.waitForCompletion(run);
        assertEndsWithoutKeys(run);
    }

    @Test
    void freestyleJobsCanBindIt() throws Exception {
        FreeStyleProject job = team.createProject(FreeStyleProject.class, "free");
        job.getBuildWrappersList().add(new SecretBuildWrapper(List.of(new StringBinding("FAL_KEY", "fal"))));
        job.getBuildersList().add(new Shell("echo \"key $FAL_KEY secret ${FAL_KEY#*:}\""));
        FreeStyleBuild run = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("key **** secret ****", run);
        assertThat(fal.created(), hasSize(1));
        assertEndsWithoutKeys(run);
    }

    @Test
    void theKeyOfAnAbortedFreestyleBuildIsRevoked() throws Exception {
        FreeStyleProject job = team.createProject(FreeStyleProject.class, "free");
        job.getBuildWrappersList().add(new SecretBuildWrapper(List.of(new StringBinding("FAL_KEY", "fal"))));
        job.getBuildersList().add(new Shell("echo \"key $FAL_KEY\"; sleep 60"));
        FreeStyleBuild run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("key ****", run);
        run.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertEndsWithoutKeys(run);
    }

    @Test
    void eachCombinationOfAMatrixHasItsOwnKey() throws Exception {
        MatrixProject job = team.createProject(MatrixProject.class, "matrix");
        job.setAxes(new AxisList(new TextAxis("MODEL", "flux", "kling")));
        job.getBuildWrappersList().add(new SecretBuildWrapper(List.of(new StringBinding("FAL_KEY", "fal"))));
        job.getBuildersList().add(new Shell("echo \"key $FAL_KEY secret ${FAL_KEY#*:}\""));
        MatrixBuild build = jenkins.buildAndAssertSuccess(job);
        assertEquals(2, fal.count("POST"));
        assertThat(build.getRuns(), hasSize(2));
        for (MatrixRun run : build.getRuns()) {
            jenkins.assertLogContains("key **** secret ****", run);
            assertEndsWithoutKeys(run);
        }
        assertEndsWithoutKeys(build);
    }

    @Test
    void aSharedLibraryCanBindIt(@TempDir Path folder) throws Exception {
        Path variables = Files.createDirectories(folder.resolve("library/vars"));
        Files.writeString(
                variables.resolve("showKey.groovy"),
                "def call() { withCredentials([string(credentialsId: 'fal', variable: 'FAL_KEY')]) { echo \"key"
                        + " $FAL_KEY\" } }");
        GitRepository repository = new GitRepository(folder.resolve("library"), "// a library has none");
        LibraryConfiguration library =
                new LibraryConfiguration("ours", new SCMSourceRetriever(new GitSCMSource(repository.url())));
        library.setDefaultVersion("main");
        GlobalLibraries.get().setLibraries(List.of(library));
        WorkflowRun run = jenkins.buildAndAssertSuccess(pipeline("@Library('ours') _\nshowKey()"));
        jenkins.assertLogContains("key ****", run);
        assertEndsWithoutKeys(run);
    }

    @Test
    void twoCredentialsWithTheSameIdHaveDifferentKeys() throws Exception {
        WorkflowRun run = running("two");
        String first = ofBuild(run).getSecret().getPlainText();
        FalBuildKeyCredentials changed = new FalBuildKeyCredentials(CredentialsScope.GLOBAL, "fal", "for builds");
        changed.setAliasPrefix("render-");
        CredentialsStore store = Controllers.folderStore(team);
        store.updateCredentials(
                Domain.global(), Controllers.credential(store, "fal").orElseThrow(), changed);
        String second = ofBuild(run).getSecret().getPlainText();
        assertNotEquals(first, second);
        assertThat(fal.keys().get(1).alias(), startsWith("render-"));
        SemaphoreStep.success("two/1", null);
        jenkins.waitForCompletion(run);
        assertEndsWithoutKeys(run);
    }

    @Test
    void aCredentialsParameterCanSelectIt() throws Exception {
        WorkflowJob job = pipeline("""
                withCredentials([string(credentialsId: '${WHICH}', variable: 'FAL_KEY')]) { echo "key $FAL_KEY" }
                """);
        job.addProperty(new ParametersDefinitionProperty(
                new CredentialsParameterDefinition("WHICH", "", "fal", StringCredentials.class.getName(), true)));
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("key ****", run);
        assertEndsWithoutKeys(run);
    }

    @Test
    void jobsEverywhereCanUseItFromTheRootStore() throws Exception {
        add(Controllers.rootStore());
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "top");
        Controllers.script(job, BIND);
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("key ****", run);
        assertThat(fal.created(), hasSize(1));
        assertEndsWithoutKeys(run);
    }

    @Test
    void worksOnAnAgent() throws Exception {
        jenkins.createOnlineSlave(new LabelAtom("agent"));
        WorkflowRun run = jenkins.buildAndAssertSuccess(pipeline("""
                node('agent') {
                    withCredentials([string(credentialsId: 'fal', variable: 'FAL_KEY')]) { sh 'echo "key $FAL_KEY"' }
                }
                """));
        jenkins.assertLogContains("key ****", run);
        assertEndsWithoutKeys(run);
    }

    @Test
    void anAgentReceivesThePlainSecretTextOfTheBuild() throws Exception {
        WorkflowRun run = running("agent");
        StringCredentials ofBuild = ofBuild(run);
        assertEquals(
                Secret.fromString(ofBuild.getSecret().getPlainText())
                        .getPlainText()
                        .hashCode(),
                jenkins.createOnlineSlave().getChannel().call(new ReadThere(ofBuild)));
        SemaphoreStep.success("agent/1", null);
        jenkins.waitForCompletion(run);
        assertEndsWithoutKeys(run);
    }

    private static final class ReadThere extends MasterToSlaveCallable<Integer, RuntimeException> {

        private static final long serialVersionUID = 1L;
        private final StringCredentials credentials;

        ReadThere(StringCredentials credentials) {
            this.credentials = credentials;
        }

        @Override
        public Integer call() {
            return credentials.getSecret().getPlainText().hashCode();
        }
    }

    @Test
    void theKeyOfAnAbortedBuildIsRevoked() throws Exception {
        WorkflowRun run = pipeline("""
                withCredentials([string(credentialsId: 'fal', variable: 'FAL_KEY')]) { semaphore 'aborted' }
                """).scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("aborted/1", run);
        assertThat(fal.keys(), hasSize(1));
        run.getExecutor().interrupt();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertEndsWithoutKeys(run);
    }

    @Test
    void theKeyOfAKilledBuildIsRevoked() throws Exception {
        WorkflowRun run = pipeline("""
                withCredentials([string(credentialsId: 'fal', variable: 'FAL_KEY')]) { semaphore 'killed' }
                """).scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("killed/1", run);
        run.doKill();
        jenkins.waitForCompletion(run);
        assertEndsWithoutKeys(run);
    }

    @Test
    void aJobThatMayNotMintFailsWithOneSentence() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of("other"));
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, pipeline("""
                withCredentials([string(credentialsId: 'fal', variable: 'FAL_KEY')]) { echo 'in the block' }
                """));
        jenkins.assertLogContains("ERROR: The credential 'fal' is of the kind 'fal API key (one per build)'", run);
        jenkins.assertLogContains("the job 'team/job' may not use the controller's admin key", run);
        jenkins.assertLogNotContains("\tat ", run);
        assertThat(fal.created(), empty());
    }

    @Test
    void theNextReadRetriesAfterAFailure() throws Exception {
        fal.next("{\"on\":\"POST\",\"status\":403}");
        WorkflowRun run = jenkins.buildAndAssertSuccess(pipeline("""
                retry(2) {
                    withCredentials([string(credentialsId: 'fal', variable: 'FAL_KEY')]) { echo "key $FAL_KEY" }
                }
                """));
        jenkins.assertLogContains("key ****", run);
        assertEndsWithoutKeys(run);
    }

    @Test
    void itCannotBeReadOutsideABuild() throws Exception {
        StringCredentials credentials =
                Controllers.credential(Controllers.folderStore(team), "fal").orElseThrow();
        String refusal = assertThrows(CredentialsUnavailableException.class, credentials::getSecret)
                .getMessage();
        assertThat(refusal, containsString("The credential 'fal' is of the kind 'fal API key (one per build)'"));
    }

    @Test
    void theCpsVmThreadDoesNotWaitForAKey() throws Exception {
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        job.setDefinition(new CpsFlowDefinition("""
                com.cloudbees.plugins.credentials.CredentialsProvider.findCredentialById(
                    'fal', org.jenkinsci.plugins.plaincredentials.StringCredentials, currentBuild.rawBuild).secret
                """, false));
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("this thread must not wait for its key to be created", run);
        assertThat(fal.created(), empty());
    }

    @Test
    void itsUseIsTracked() throws Exception {
        WorkflowRun run = jenkins.buildAndAssertSuccess(pipeline(BIND));
        StringCredentials configured =
                Controllers.credential(Controllers.folderStore(team), "fal").orElseThrow();
        assertTrue(CredentialsProvider.getFingerprintOf(configured)
                .getRangeSet(run.getParent())
                .includes(run.getNumber()));
    }

    private WorkflowJob pipeline(String script) throws Exception {
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        Controllers.script(job, script);
        return job;
    }

    /** A build that waits and has not read the credential yet. */
    private WorkflowRun running(String semaphore) throws Exception {
        WorkflowRun run =
                pipeline("semaphore '" + semaphore + "'").scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart(semaphore + "/1", run);
        return run;
    }

    private static StringCredentials ofBuild(Run<?, ?> run) {
        return CredentialsProvider.findCredentialById("fal", StringCredentials.class, run);
    }

    private void assertEndsWithoutKeys(Run<?, ?> run) throws Exception {
        for (int i = 0; i < 100 && !fal.keys().isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertThat(fal.keys(), empty());
        assertThat(fal.created(), not(empty()));
        assertThat(new LeakSearch(jenkins, fal).find(run), empty());
    }
}
