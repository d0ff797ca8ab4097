package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Times;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTable;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The page 'fal API keys', as an administrator uses it. */
@WithJenkins
class DashboardTest {

    private final FalApiStub fal = new FalApiStub();
    private static JenkinsRule jenkins;
    private JenkinsRule.WebClient client;
    private Folder team;

    @BeforeAll
    static void share(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void setUp() throws Exception {
        Controllers.clean();
        Controllers.use(fal.start());
        team = jenkins.createProject(Folder.class, "team");
        client = jenkins.createWebClient();
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    private KeyRecord only() {
        assertThat(FalKeys.get().keys().records().all(), hasSize(1));
        return FalKeys.get().keys().records().all().get(0);
    }

    private HtmlPage create(String alias) throws Exception {
        HtmlForm form = client.goTo("manage/fal-keys/create").getFormByName("create");
        form.getInputByName("alias").setValue(alias);
        form.getSelectByName("store").setSelectedAttribute("team", true);
        return submit(form);
    }

    private static HtmlPage submit(HtmlForm form) throws Exception {
        return form.<HtmlElement>getFirstByXPath(".//button").click();
    }

    private HtmlPage page(KeyRecord keyRecord) throws Exception {
        return client.goTo("manage/fal-keys/key/" + keyRecord.id() + "/");
    }

    @Test
    void saysThatThereAreNoKeys() throws Exception {
        assertThat(client.goTo("manage/fal-keys/").asNormalizedText(), containsString("No fal API keys yet"));
        assertThat(client.goTo("manage/").asNormalizedText(), containsString("fal API keys"));
    }

    @Test
    @Evidence(Attack.MARKUP)
    void createsAKeyInAStore() throws Exception {
        fal.renameAccount(FalApiStub.ADMIN_KEY, "team account");
        HtmlPage made = create("Production <b>Key</b>");

        String id = only().target().credentialsId();
        String secret = Controllers.secret(Controllers.folderStore(team), id).orElseThrow();
        assertTrue(fal.works(secret));
        assertEquals("team", only().target().store());
        assertThat(made.asNormalizedText(), containsString("Active"));
        assertThat(made.asXml(), not(containsString("<b>")));

        HtmlPage list = client.goTo("manage/fal-keys/");
        HtmlTable table = list.getHtmlElementById("fal-keys");
        assertThat(table.asNormalizedText(), containsString("Production <b>Key</b>"));
        assertThat(table.asNormalizedText(), containsString(only().keyId()));
        assertThat(table.asNormalizedText(), containsString("team account"));
        for (HtmlPage page : new HtmlPage[] {made, list}) {
            assertThat(page.asXml(), not(containsString(secret.substring(secret.indexOf(':') + 1))));
            assertThat(page.asXml(), not(containsString(FalApiStub.ADMIN_KEY.substring(37))));
        }
        assertEquals(
                200,
                list.getAnchorByText(id).click().getWebResponse().getStatusCode(),
                "the link points to the credential");
    }

    @Test
    void aRefusalIsReadableAndHasNoStackTrace() throws Exception {
        client.setThrowExceptionOnFailingStatusCode(false);
        HtmlPage refused = create("   ");

        assertThat(refused.asNormalizedText(), containsString("No key was created: The alias is empty."));
        assertThat(refused.asNormalizedText(), not(containsString("Exception")));
        assertThat(fal.calls(), empty());
    }

    @Test
    void doesNotWaitLongForASlowResponse() throws Exception {
        client.setThrowExceptionOnFailingStatusCode(false);
        FalKeysConfiguration.get().setWaitBudgetSeconds(1);
        fal.next("{on: 'POST', lateMillis: 4000}");
        assertThat(create("Late").asNormalizedText(), containsString("fal did not respond within 1 seconds."));
        for (int i = 0; i < 100 && only().state() != KeyState.ACTIVE; i++) {
            Thread.sleep(100);
        }
        assertThat(page(only()).asNormalizedText(), containsString("Active"));
    }

    @Test
    void rotatesAndDeletes() throws Exception {
        create("Key");
        KeyRecord old = only();
        HtmlForm rotation = page(old).getFormByName("rotate");
        rotation.getInputByName("graceMinutes").setValue("30");
        HtmlPage rotated = submit(rotation);

        KeyRecord made = FalKeys.get().keys().records().all().get(1);
        assertThat(rotated.asNormalizedText(), containsString(made.keyId()));
        KeyRecord inGrace = FalKeys.get().keys().records().get(old.id()).orElseThrow();
        assertThat(page(old).asNormalizedText(), containsString("Deleted after " + Times.text(inGrace.notBefore())));
        assertThat(
                Controllers.secret(Controllers.folderStore(team), "fal-key").orElseThrow(),
                containsString(made.keyId()));

        assertThat(submit(page(made).getFormByName("delete")).asNormalizedText(), containsString("Deleted"));
        assertTrue(Controllers.secret(Controllers.folderStore(team), "fal-key").isEmpty());
        assertThat(fal.keys(), hasSize(1));
        submit(page(old).getFormByName("delete"));
        assertThat(fal.keys(), empty());
    }

    @Test
    void adoptsASecretText() throws Exception {
        FalApiStub.Key key = fal.addKey(FalApiStub.ADMIN_KEY, "Old Key");
        Controllers.rootStore()
                .addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, "mine", key.value()));

        HtmlForm form = client.goTo("manage/fal-keys/adopt").getFormByName("adopt");
        form.getInputByName("credentialsId").setValue("mine");
        assertThat(submit(form).asNormalizedText(), containsString("Old Key"));
        assertEquals(key.id(), only().keyId());
        assertEquals("", only().target().store());
    }

    @Test
    @Evidence(Attack.OWNERS)
    void refusesToAdoptTheAdminKey() throws Exception {
        client.setThrowExceptionOnFailingStatusCode(false);
        HtmlForm form = client.goTo("manage/fal-keys/adopt").getFormByName("adopt");
        form.getInputByName("credentialsId").setValue(Controllers.ADMIN_KEY);
        assertThat(submit(form).asNormalizedText(), containsString("is an admin key"));
    }

    @Test
    void resolvesALostResponse() throws Exception {
        client.setThrowExceptionOnFailingStatusCode(false);
        fal.next("{on: 'POST', drop: 'after'}");
        assertThat(create("Lost").asNormalizedText(), containsString("fal may have created a key 'Lost'"));

        HtmlPage unresolved = page(only());
        assertThat(unresolved.asNormalizedText(), containsString("fal's list will be searched again."));
        assertThat(
                unresolved.asNormalizedText(), containsString(fal.keys().get(0).id()));
        submit(unresolved.getFormByName("deleteCandidates"));
        assertThat(fal.keys(), empty());
        assertEquals(KeyState.DELETED, only().state());
    }

    @Test
    void marksALostKeyAsForeign() throws Exception {
        client.setThrowExceptionOnFailingStatusCode(false);
        fal.next("{on: 'POST', drop: 'after'}");
        create("Lost");

        HtmlPage settled = submit(page(only()).getFormByName("settleAsNotOurs"));
        assertThat(settled.asNormalizedText(), containsString("Marked as foreign by"));
        assertThat(fal.keys(), hasSize(1));
    }

    @Test
    void comparesWithFal() throws Exception {
        create("Ours");
        FalApiStub.Key foreign = fal.addKey(FalApiStub.ADMIN_KEY, "Theirs");

        HtmlForm form = client.goTo("manage/fal-keys/").getFirstByXPath("//form[@action='compare']");
        String compared = submit(form).asNormalizedText();
        assertThat(compared, containsString(foreign.id()));
        assertThat(compared, containsString("Keys that exist only at fal"));
        assertThat(compared, not(containsString("Ours")));
    }

    @Test
    void deletesAKeyThatOnlyFalHas() throws Exception {
        create("Ours");
        fal.addKey(FalApiStub.ADMIN_KEY, "First");
        FalApiStub.Key second = fal.addKey(FalApiStub.ADMIN_KEY, "Second <i>key</i>");

        HtmlPage compared = submit(client.goTo("manage/fal-keys/").getFirstByXPath("//form[@action='compare']"));
        HtmlForm form = compared.getFormByName("deleteForeignKey");
        form.<HtmlElement>getFirstByXPath(".//label[.='Second <i>key</i>']").click();
        HtmlPage deleted = submit(form);

        assertThat(
                deleted.getHtmlElementById("fal-keys").asNormalizedText(),
                allOf(containsString(second.id()), containsString("Deleted"), not(containsString("Ours"))));
        assertThat(fal.keys().stream().map(FalApiStub.Key::alias).toList(), contains("Ours", "First"));
    }

    @Test
    void linksToTheRun() throws Exception {
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        Controllers.script(job, "falCreateKey 'From a job'");
        jenkins.buildAndAssertSuccess(job);

        HtmlPage run =
                client.goTo("manage/fal-keys/").getAnchorByText("team/job#1").click();
        assertEquals(new java.net.URL(jenkins.getURL(), "job/team/job/job/1/"), run.getUrl());
    }
}
