package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.CredentialsUnavailableException;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.BaseStandardCredentials;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.io.StringReader;
import java.util.List;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What happens to keys when their credentials or their records vanish. */
@WithJenkins
class VanishedKeysTest {

    private static final String KEEP = "falCreateKey(alias: 'Render farm', ifExists: 'keep')";

    private static JenkinsRule jenkins;

    private final FalApiStub fal = new FalApiStub();

    @BeforeAll
    static void setUp(JenkinsRule rule) {
        jenkins = rule;
        jenkins.jenkins.setCrumbIssuer(null); // with a crumb, forms would need slow JavaScript
    }

    @BeforeEach
    void start() throws Exception {
        Records.lose();
        Controllers.replaceEngine();
        Controllers.use(fal.start());
    }

    @AfterEach
    void stop() throws Exception {
        team().delete();
        fal.close();
    }

    private static Folder team() {
        return jenkins.jenkins.getItemByFullName("team", Folder.class);
    }

    private static WorkflowJob job() throws Exception {
        return team().createProject(WorkflowJob.class, "job");
    }

    private static WorkflowRun build(WorkflowJob job, Result expected, String script) throws Exception {
        Controllers.script(job, script);
        return jenkins.buildAndAssertStatus(expected, job);
    }

    private void awaitLiveKeys(int count) throws InterruptedException {
        for (int i = 0; i < 200 && fal.keys().size() != count; i++) {
            Thread.sleep(50);
        }
        assertThat(fal.keys(), hasSize(count));
    }

    private static List<KeyRecord> active() {
        return FalKeys.get().keys().records().all().stream()
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .toList();
    }

    /** Job DSL and Configuration as Code do this if they declare a folder's credentials. */
    @Test
    void reloadsThatReplaceTheCredentialsOfAFolderLeaveOneKey() throws Exception {
        jenkins.createProject(Folder.class, "team");
        Controllers.folderStore(team())
                .addCredentials(
                        Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, "declared", "the team's"));
        String declared = team().getConfigFile().asString();
        WorkflowJob job = job();
        build(job, Result.SUCCESS, KEEP);
        for (int i = 0; i < 4; i++) {
            String vanished = active().get(0).keyId();
            team().updateByXml((Source) new StreamSource(new StringReader(declared)));
            assertTrue(Controllers.secret(Controllers.folderStore(team()), "fal-render-farm")
                    .isEmpty());

            WorkflowRun run = build(job, Result.SUCCESS, KEEP);

            jenkins.assertLogContains(vanished, run);
            awaitLiveKeys(1);
            assertThat(active(), hasSize(1));
        }
        build(job, Result.SUCCESS, KEEP);
        assertEquals(5, fal.created().size());
        assertEquals(
                "the team's",
                Controllers.secret(Controllers.folderStore(team()), "declared").orElseThrow());
    }

    /** The external system may be down when the first sweep looks for the keys of a deleted folder. */
    @Test
    void anUnreadableCredentialDoesNotStopTheSweep() throws Exception {
        jenkins.createProject(Folder.class, "team");
        build(job(), Result.SUCCESS, KEEP);
        team().delete();
        CredentialsStore root = Controllers.rootStore();
        Unreadable unreadable = new Unreadable();
        root.addCredentials(Domain.global(), unreadable);
        Controllers.replaceEngine();

        FalKeys.get().keys().upkeep().sweep().get().get();

        assertThat(FalKeys.get().keys().upkeep().vanished(), hasSize(1));
        root.removeCredentials(Domain.global(), unreadable);
        jenkins.createProject(Folder.class, "team");
    }

    private static final class Unreadable extends BaseStandardCredentials implements StringCredentials {

        private static final long serialVersionUID = 1L;

        Unreadable() {
            super(CredentialsScope.GLOBAL, "unreadable", null);
        }

        @Override
        public Secret getSecret() {
            throw new CredentialsUnavailableException("secret", "The vault is sealed.");
        }
    }

    /**
     * Otherwise somebody who can change the folder's credentials could make the plugin remove or overwrite credentials
     * that they cannot change themselves.
     */
    @Test
    @Evidence(Attack.OTHER_CREDENTIALS)
    void aCredentialThatNowHoldsSomethingElseIsNeitherChangedNorRemoved() throws Exception {
        jenkins.createProject(Folder.class, "team");
        WorkflowJob job = job();
        build(job, Result.SUCCESS, KEEP);
        CredentialsStore store = Controllers.folderStore(team());
        store.updateCredentials(
                Domain.global(),
                Controllers.credential(store, "fal-render-farm").orElseThrow(),
                Controllers.secretText(CredentialsScope.GLOBAL, "fal-render-farm", "somebody else's"));

        for (String attack : List.of(
                "falRotateKey(credentialsId: 'fal-render-farm')",
                "falCreateKey(alias: 'Render farm', ifExists: 'rotate')",
                "falCreateKey(alias: 'Render farm', ifExists: 'keep')")) {
            build(job, Result.FAILURE, attack);
        }
        build(job, Result.SUCCESS, "falDeleteKey(credentialsId: 'fal-render-farm')");

        awaitLiveKeys(0);
        assertEquals(
                "somebody else's", Controllers.secret(store, "fal-render-farm").orElseThrow());
    }

    private static void loseTheRecords() throws Exception {
        Records.lose();
        Controllers.replaceEngine();
        assertThat(FalKeys.get().keys().records().all(), empty());
    }

    private static HtmlPage compare() throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient();
        client.setJavaScriptEnabled(false);
        HtmlForm form = client.goTo("manage/fal-keys/comparison").getFormByName("compare");
        return form.<HtmlElement>getFirstByXPath(".//button").click();
    }

    @Test
    void aStoredKeyWithoutARecordIsFoundByTheComparisonAndCanBeAdopted() throws Exception {
        jenkins.createProject(Folder.class, "team");
        WorkflowJob job = job();
        build(job, Result.SUCCESS, KEEP);
        String value = fal.created().get(0).value();

        loseTheRecords();

        build(job, Result.FAILURE, KEEP);
        HtmlPage adopt = compare()
                .<HtmlElement>getFirstByXPath("//a[contains(@href, 'adopt?')]")
                .click();
        HtmlForm form = adopt.getFormByName("adopt");
        form.getSelectByName("store").setSelectedAttribute("team", true);
        form.getInputByName("owner").setValue("team/job");
        form.<HtmlElement>getFirstByXPath(".//button").click();
        build(job, Result.SUCCESS, KEEP);
        assertThat(fal.created(), hasSize(1));
        build(job, Result.SUCCESS, "falRotateKey(credentialsId: 'fal-render-farm', graceMinutes: 0)");
        awaitLiveKeys(1);
        assertFalse(fal.works(value));
        build(job, Result.SUCCESS, "falDeleteKey(credentialsId: 'fal-render-farm')");
        awaitLiveKeys(0);
    }

    @Test
    void anOldKeyWithoutARecordIsFoundByTheComparisonAndCanBeDeleted() throws Exception {
        jenkins.createProject(Folder.class, "team");
        WorkflowJob job = job();
        build(job, Result.SUCCESS, KEEP + "\nfalRotateKey(credentialsId: 'fal-render-farm', graceMinutes: 60)");
        FalApiStub.Key old = fal.created().get(0);
        assertTrue(fal.works(old.value()));

        loseTheRecords();

        HtmlForm form = compare().getFormByName("deleteForeignKey");
        form.<HtmlElement>getFirstByXPath(".//input[@value='" + old.id() + "']").click();
        form.<HtmlElement>getFirstByXPath(".//button").click();
        assertFalse(fal.works(old.value()));
        assertThat(fal.keys(), hasSize(1));
    }

    @Test
    void aBlockWithoutARecordStillRevokesItsKey() throws Exception {
        jenkins.createProject(Folder.class, "team");
        WorkflowJob job = job();
        Controllers.script(job, "withFalKey { semaphore 'lost' }");
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("lost/1", run);

        loseTheRecords();
        SemaphoreStep.success("lost/1", null);

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        awaitLiveKeys(0);
        jenkins.assertLogContains(fal.created().get(0).id(), run);
        assertThat(JenkinsRule.getLog(run), not(containsString("null")));
    }

    /** The number and the name are the same, but the running build is a different one. */
    @Test
    void aBuildsKeyIsRevokedEvenIfTheSameBuildOfARecreatedJobIsRunning() throws Exception {
        jenkins.createProject(Folder.class, "team");
        FalApiStub.Key left = fal.addKey(FalApiStub.ADMIN_KEY, "Left behind");
        Records.writeBuildKey(left.id(), "team/job#1", 1);
        WorkflowJob job = job();
        Controllers.script(job, "semaphore 'anew'");
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("anew/1", run);
        assertEquals("team/job#1", run.getExternalizableId());
        Controllers.replaceEngine();

        FalKeys.get().keys().upkeep().sweep().get().get();
        assertThat(fal.keys(), hasSize(1)); // its job might just be being renamed
        FalKeys.get().keys().upkeep().sweep().get().get();

        awaitLiveKeys(0);
        SemaphoreStep.success("anew/1", null);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
    }
}
