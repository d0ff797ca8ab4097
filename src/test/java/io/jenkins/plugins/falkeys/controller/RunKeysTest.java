package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.model.Item;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.nio.file.Files;
import java.util.List;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a run's page and its REST API show about the keys that it minted. */
@WithJenkins
class RunKeysTest {

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
        job = jenkins.createProject(Folder.class, "team").createProject(WorkflowJob.class, "job");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader", "configurer")
                .grant(Item.CONFIGURE, CredentialsProvider.VIEW)
                .everywhere()
                .to("configurer"));
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    private WorkflowRun run(String script) throws Exception {
        Controllers.script(job, script);
        return jenkins.buildAndAssertSuccess(job);
    }

    private String page(String user, WorkflowRun run) throws Exception {
        return jenkins.createWebClient().login(user).getPage(run).asXml();
    }

    private String rest(String user, WorkflowRun run) throws Exception {
        return jenkins.createWebClient()
                .login(user)
                .goTo(run.getUrl() + "api/json", "application/json")
                .getWebResponse()
                .getContentAsString();
    }

    private static List<KeyRecord> records() {
        return FalKeys.get().keys().records().all();
    }

    @Test
    @Evidence(Attack.MARKUP)
    void aRunShowsItsKeys() throws Exception {
        WorkflowRun first = run("falCreateKey(alias: 'Key <i>', credentialsId: 'fal-prod')");
        WorkflowRun second = run("falRotateKey(credentialsId: 'fal-prod', graceMinutes: 60)");
        String old = records().get(0).keyId();
        String rotated = records().get(1).keyId();

        assertThat(page("configurer", first), containsString(old));
        String page = page("configurer", second);
        assertThat(page, containsString(rotated));
        assertThat(page, containsString("Replaces the key " + old + ": Being deleted"));
        assertThat(page, containsString("job/team/credentials/store/folder/domain/_/credential/fal-prod/"));
        assertThat(page, not(containsString("Key <i>")));

        JSONObject key = JSONObject.fromObject(rest("configurer", second)).getJSONArray("actions").stream()
                .map(JSONObject.class::cast)
                .filter(action -> action.has("keys"))
                .findFirst()
                .orElseThrow()
                .getJSONArray("keys")
                .getJSONObject(0);
        assertEquals("Key <i>", key.getString("alias"));
        assertEquals("ACTIVE", key.getString("state"));
        assertEquals(rotated, key.getString("keyId"));
        assertEquals("fal-prod", key.getString("credentialsId"));
        assertEquals(old, key.getString("replacedKeyId"));
        assertEquals("DELETING", key.getString("replacedState"));
        assertTrue(key.getBoolean("rotated"));
    }

    @Test
    void aRunShowsTheKeysThatItDeleted() throws Exception {
        run("falCreateKey(alias: 'Key', credentialsId: 'fal-prod')");
        WorkflowRun second = run("falDeleteKey(credentialsId: 'fal-prod')");

        String page = page("configurer", second);
        assertThat(page, containsString(records().get(0).keyId()));
        assertThat(page, containsString("Created by team/job#1"));
        assertThat(page, containsString("This build requested its deletion"));
    }

    @Test
    @Evidence(Attack.IDS_ON_PAGES)
    void usersWithJobReadSeeNoIds() throws Exception {
        WorkflowRun run = run("falCreateKey(alias: 'Seen', credentialsId: 'unseen')");
        for (String seen : List.of(page("reader", run), rest("reader", run))) {
            assertThat(seen, containsString("Seen"));
            assertThat(seen, not(containsString(records().get(0).keyId())));
            assertThat(seen, not(containsString("unseen")));
        }
    }

    @Test
    void usersWhoMayOnlyReadTheJobSeeThatAKeyReplacesAnother() throws Exception {
        run("falCreateKey(alias: 'Key', credentialsId: 'fal-prod')");
        WorkflowRun second = run("falRotateKey(credentialsId: 'fal-prod', graceMinutes: 60)");

        assertThat(page("reader", second), containsString("Replaces another key: Being deleted"));
    }

    @Test
    @Evidence(Attack.PLAIN_TEXT)
    void noSecretIsShown() throws Exception {
        WorkflowRun run = run("falCreateKey 'Key'; withFalKey { echo 'x' }");
        for (FalApiStub.Key key : fal.created()) {
            String secret = key.value().substring(key.id().length() + 1);
            assertThat(page("configurer", run), not(containsString(secret)));
            assertThat(rest("configurer", run), not(containsString(secret)));
        }
        assertEquals(2, fal.created().size());
    }

    @Test
    void aRunWithoutKeysShowsNothing() throws Exception {
        run("falCreateKey 'Key'");
        WorkflowRun without = run("echo 'no key'");
        assertThat(page("configurer", without), not(containsString("fal API keys")));
        assertThat(rest("configurer", without), not(containsString("RunKeys")));
    }

    @Test
    void nothingIsSavedWithTheRun() throws Exception {
        WorkflowRun run = run("falCreateKey 'Key'");
        page("configurer", run);
        run.save();
        assertThat(Files.readString(run.getRootDir().toPath().resolve("build.xml")), not(containsString("RunKeys")));
    }

    @Test
    void anotherRunWithTheSameNumberHasItsOwnKeys() throws Exception {
        run("falCreateKey 'Key'");
        Folder team = (Folder) job.getParent();
        job.delete();
        job = team.createProject(WorkflowJob.class, "job");
        WorkflowRun again = run("echo 'no key'");
        assertEquals("team/job#1", again.getExternalizableId());
        assertThat(
                again.getAllActions().stream()
                        .filter(action -> action.getClass().getName().contains("RunKeys"))
                        .toList(),
                empty());
    }
}
