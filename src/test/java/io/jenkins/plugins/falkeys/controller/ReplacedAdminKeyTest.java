package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Result;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Keys outlive the admin key that minted them, and the credential that held it. */
@WithJenkins
class ReplacedAdminKeyTest {

    private static final String CREATE = "falCreateKey(alias: 'Key', credentialsId: 'fal-key')\n";
    private static final String DELETE = "falDeleteKey(credentialsId: 'fal-key')\n";

    private final FalApiStub fal = new FalApiStub();
    private JenkinsRule jenkins;
    private Folder team;
    private WorkflowJob job;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(fal.start());
        team = jenkins.createProject(Folder.class, "team");
        job = team.createProject(WorkflowJob.class, "job");
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    private WorkflowRun build(Result expected, String script) throws Exception {
        Controllers.script(job, script);
        return jenkins.buildAndAssertStatus(expected, job);
    }

    private static void add(CredentialsStore store, String id, String adminKey) throws Exception {
        store.addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, id, adminKey));
    }

    private static void remove(CredentialsStore store, String id) throws Exception {
        assertTrue(store.removeCredentials(
                Domain.global(), Controllers.credential(store, id).orElseThrow()));
    }

    private void awaitKeys(int number) throws InterruptedException {
        for (int i = 0; i < 100 && fal.keys().size() != number; i++) {
            Thread.sleep(100);
        }
        assertThat(fal.keys(), hasSize(number));
    }

    @Test
    void theAdminKeyCanMoveToAnotherCredential() throws Exception {
        build(Result.SUCCESS, CREATE);
        add(Controllers.rootStore(), "moved", FalApiStub.ADMIN_KEY);
        FalKeysConfiguration.get().setAdminCredentialsId("moved");
        remove(Controllers.rootStore(), Controllers.ADMIN_KEY);

        build(Result.SUCCESS, "falRotateKey(credentialsId: 'fal-key', graceMinutes: 0)");
        awaitKeys(1);
        build(Result.SUCCESS, DELETE);
        assertThat(fal.keys(), empty());
    }

    @Test
    void anyAdminKeyOfTheAccountCanDeleteAFoldersKeys() throws Exception {
        String teams = "team-admin:" + "ad31".repeat(8);
        fal.addAdminKey(FalApiStub.ADMIN_KEY, teams);
        add(Controllers.folderStore(team), "team-admin", teams);
        FalKeysFolderProperty property = new FalKeysFolderProperty();
        property.setAdminCredentialsId("team-admin");
        team.addProperty(property);
        build(Result.SUCCESS, CREATE);
        assertEquals("team-admin", only().admin().keyId());

        team.getProperties().remove(property);
        remove(Controllers.folderStore(team), "team-admin");

        build(Result.SUCCESS, DELETE);
        assertThat(fal.keys(), empty());
    }

    /** The credential is removed at once, whatever happens to the key. */
    @Test
    void anAdministratorCanSettleAKeyThatNoAdminKeyCanDelete() throws Exception {
        String others = "other-admin:" + "ad31".repeat(8);
        fal.addAccount(others);
        add(Controllers.folderStore(team), "other-admin", others);
        build(Result.SUCCESS, CREATE.replace(")", ", adminCredentialsId: 'other-admin')"));
        remove(Controllers.folderStore(team), "other-admin");

        WorkflowRun refused = build(Result.FAILURE, DELETE);

        jenkins.assertLogContains("could not be deleted yet", refused);
        assertTrue(
                Controllers.credential(Controllers.folderStore(team), "fal-key").isEmpty());
        assertThat(fal.keys(), hasSize(1));
        assertEquals(KeyState.UNRESOLVED, only().state());
        assertThat(page().asNormalizedText(), containsString("other account?"));

        add(Controllers.rootStore(), "others", others);
        HtmlForm form = page().getFormByName("settleWithAdminKey");
        form.getSelectByName("adminCredentialsId").setSelectedAttribute("others", true);
        HtmlPage settled = form.<HtmlElement>getFirstByXPath(".//button").click();

        assertThat(settled.asNormalizedText(), containsString("Deleted"));
        assertThat(fal.keys(), empty());
        assertEquals(KeyState.DELETED, only().state());
    }

    private static KeyRecord only() {
        assertThat(FalKeys.get().keys().records().all(), hasSize(1));
        return FalKeys.get().keys().records().all().get(0);
    }

    private HtmlPage page() throws Exception {
        return jenkins.createWebClient().goTo("manage/fal-keys/key/" + only().id() + "/");
    }
}
