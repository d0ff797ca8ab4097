package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Computer;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import hudson.util.FormValidation;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import io.jenkins.plugins.falkeys.engine.KeyRecord;
import io.jenkins.plugins.falkeys.engine.KeyState;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What is set for a folder and all below it. */
@WithJenkins
class FolderPropertyTest {

    private static final String TEAM_KEY = "team-admin";
    private static final String CREATE = "falCreateKey(alias: 'Production Key', credentialsId: 'mine')";

    private final FalApiStub fal = new FalApiStub();
    private JenkinsRule jenkins;
    private Folder team;
    private Folder inner;
    private WorkflowJob job;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(fal.start());
        team = jenkins.createProject(Folder.class, "team");
        inner = Controllers.create(team, Folder.class, "inner");
        job = Controllers.create(inner, WorkflowJob.class, "job");
        store(team, TEAM_KEY);
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    private static void store(Folder folder, String id) throws IOException {
        Controllers.folderStore(folder)
                .addCredentials(
                        Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, id, FalApiStub.ADMIN_KEY));
    }

    private static FalKeysFolderProperty property(String adminCredentialsId, String aliasPrefix, boolean shares) {
        FalKeysFolderProperty property = new FalKeysFolderProperty();
        property.setAdminCredentialsId(adminCredentialsId);
        property.setAliasPrefix(aliasPrefix);
        property.setJobsManageKeys(shares);
        return property;
    }

    private static FalKeysFolderProperty propertyOf(Folder folder) {
        return folder.getProperties().get(FalKeysFolderProperty.class);
    }

    private void succeeds(WorkflowJob asking, String script) throws Exception {
        Controllers.script(asking, script);
        jenkins.buildAndAssertSuccess(asking);
    }

    private String refused(WorkflowJob asking, String script) throws Exception {
        Controllers.script(asking, script);
        return JenkinsRule.getLog(jenkins.buildAndAssertStatus(Result.FAILURE, asking));
    }

    private static List<KeyRecord> records() {
        return FalKeys.get().keys().records();
    }

    @Test
    void itsAdminKeyServesTheJobsBelow() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of());
        team.addProperty(property(TEAM_KEY, null, false));

        succeeds(job, CREATE);

        assertEquals(TEAM_KEY, records().get(0).admin().credentialsId());
        assertEquals("team", records().get(0).admin().context());
    }

    @Test
    void aKeyIsDeletedWithTheAdminKeyOfItsFolder() throws Exception {
        FalKeysConfiguration.get().setAdminCredentialsId(null);
        team.addProperty(property(TEAM_KEY, null, false));
        succeeds(job, CREATE);
        FalKeysConfiguration.get().setFoldersMayOverride(false);

        succeeds(job, "falDeleteKey(credentialsId: 'mine')");

        assertThat(fal.keys(), empty());
        assertEquals(KeyState.DELETED, records().get(0).state());
    }

    @Test
    void theNearestFolderWinsFieldByField() throws Exception {
        FalKeysConfiguration.get().setAliasPrefix("global ");
        store(inner, "inner-admin");
        team.addProperty(property(TEAM_KEY, "team ", false));
        inner.addProperty(property("inner-admin", null, false));

        assertThat(
                refused(job, CREATE),
                containsString(
                        "must begin with 'team ' (folder 'team' » Configure » fal API" + " keys » Alias prefix)"));
        succeeds(job, "withFalKey { echo 'block' }");

        assertThat(records(), hasSize(1));
        assertThat(records().get(0).alias(), startsWith("team team/inner/job #"));
        assertEquals("inner-admin", records().get(0).admin().credentialsId());
        assertEquals("team/inner", records().get(0).admin().context());
    }

    @Test
    void anAdministratorMayForbidIt() throws Exception {
        FalKeysConfiguration.get().setFoldersMayOverride(false);
        FalKeysConfiguration.get().setAliasPrefix("global ");
        team.addProperty(property(TEAM_KEY, "team ", true));

        succeeds(job, "falCreateKey(alias: 'global a', credentialsId: 'a', folder: 'team')");

        assertEquals(Controllers.ADMIN_KEY, records().get(0).admin().credentialsId());
        WorkflowJob other = Controllers.create(team, WorkflowJob.class, "other");
        assertThat(refused(other, "falDeleteKey(credentialsId: 'a')"), containsString("no such key for this job"));
        assertThat(
                jenkins.createWebClient().getPage(team, "configure").asNormalizedText(),
                containsString("what is set here is ignored"));
    }

    /** Else who configures a folder would get around the allowed folders. */
    @Test
    void aFolderCannotNameTheControllersAdminKey() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of());
        team.addProperty(property(Controllers.ADMIN_KEY, null, false));

        String log = refused(job, CREATE);

        assertThat(
                log,
                containsString("folder 'team' (Configure » fal API keys » Admin key) names the Secret text"
                        + " credential 'fal-admin', which is not to be found there"));
        assertThat(fal.calls(), empty());
    }

    @Test
    void aJobCannotNameTheControllersAdminKey() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of());

        assertThat(
                refused(job, "falCreateKey(alias: 'a', adminCredentialsId: 'fal-admin')"),
                containsString("sees no Secret text credential 'fal-admin' for the admin key"));
        assertThat(fal.calls(), empty());
    }

    @Test
    void whatHasSystemScopeInAFolderIsForNobodyBelow() throws Exception {
        Controllers.folderStore(team)
                .addCredentials(
                        Domain.global(),
                        Controllers.secretText(CredentialsScope.SYSTEM, "hidden", FalApiStub.ADMIN_KEY));

        assertThat(
                refused(job, "falCreateKey(alias: 'a', adminCredentialsId: 'hidden')"),
                containsString("sees no Secret text credential 'hidden' for the admin key"));
        team.addProperty(property("hidden", null, false));
        assertThat(refused(job, CREATE), containsString("'hidden', which is not to be found there"));
        assertThat(fal.calls(), empty());
    }

    @Test
    void aJobCannotReachTheAdminKeyOfAnotherFolder() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of());
        team.addProperty(property(TEAM_KEY, null, false));
        Folder others = jenkins.createProject(Folder.class, "others");
        WorkflowJob outside = Controllers.create(others, WorkflowJob.class, "job");

        assertThat(refused(outside, CREATE), containsString("may not use the controller's admin key"));
        assertThat(
                refused(outside, "withFalKey(adminCredentialsId: 'team-admin') { echo 'no' }"),
                containsString("sees no Secret text credential 'team-admin' for the admin key"));
        others.addProperty(property(TEAM_KEY, null, false));
        assertThat(refused(outside, CREATE), containsString("which is not to be found there"));
        assertThat(fal.calls(), empty());
    }

    @Test
    void jobsBelowManageTheKeysThatTheFolderShares() throws Exception {
        succeeds(job, "falCreateKey(alias: 'a', credentialsId: 'a', folder: 'team')");
        String first = records().get(0).keyId();
        WorkflowJob other = Controllers.create(team, WorkflowJob.class, "other");
        assertThat(refused(other, "falRotateKey(credentialsId: 'a')"), containsString("no such key for this job"));
        succeeds(other, "if (falListKeys().size() != 0) error('sees ' + falListKeys())");

        team.addProperty(property(null, null, true));

        succeeds(other, "if (falListKeys()[0].credentialsId != 'a') error('sees ' + falListKeys())");
        succeeds(other, "falRotateKey(credentialsId: 'a', graceMinutes: 0)");
        assertThat(Controllers.secret(Controllers.folderStore(team), "a").orElseThrow(), not(startsWith(first)));
        succeeds(job, "falCreateKey(alias: 'a', credentialsId: 'a', folder: 'team', ifExists: 'keep')");
        succeeds(job, "falDeleteKey(credentialsId: 'a')");
        assertThat(fal.keys(), empty());
    }

    @Test
    void jobsOutsideManageNothing() throws Exception {
        team.addProperty(property(null, null, true));
        succeeds(job, "falCreateKey(alias: 'a', credentialsId: 'a', folder: 'team')");
        succeeds(job, "falCreateKey(alias: 'b', credentialsId: 'b')");
        WorkflowJob outside = jenkins.createProject(WorkflowJob.class, "outside");
        WorkflowJob sibling = Controllers.create(team, WorkflowJob.class, "sibling");

        assertThat(refused(outside, "falDeleteKey(credentialsId: 'a')"), containsString("no such key for this job"));
        // 'b' is in the inner folder, whose configuration shares nothing.
        assertThat(refused(sibling, "falDeleteKey(credentialsId: 'b')"), containsString("no such key for this job"));
    }

    /** The switch of the folder says which keys; the permissions of whom the build runs as hold all the same. */
    @Test
    void aBuildThatMayNotDeleteCredentialsDeletesNoKeyOfAnother() throws Exception {
        team.addProperty(property(null, null, true));
        succeeds(job, "falCreateKey(alias: 'a', credentialsId: 'a', folder: 'team')");
        WorkflowJob other = Controllers.create(team, WorkflowJob.class, "other");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD, Computer.BUILD)
                .everywhere()
                .to("builder"));
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate(
                                "team/other", User.getById("builder", true).impersonate2()));

        assertThat(
                refused(other, "falDeleteKey(credentialsId: 'a', removeCredential: false)"),
                containsString("lacks the permission Credentials/Delete"));
        assertThat(fal.keys(), hasSize(1));
    }

    @Test
    void rotationAsksForThePrefix() throws Exception {
        succeeds(job, CREATE);
        team.addProperty(property(null, "team ", false));

        assertThat(
                refused(job, "falRotateKey(credentialsId: 'mine')"),
                containsString("The alias 'Production Key' must begin with 'team '"));
        succeeds(job, "falRotateKey(credentialsId: 'mine', alias: 'team key')");
    }

    @Test
    void theFormOfAJobKnowsThePrefix() throws Exception {
        team.addProperty(property(null, "team ", false));

        assertThat(
                FalKeys.get().checkAlias(job, "key").getMessage(),
                containsString("must begin with &#039;team &#039; (folder &#039;team&#039;"));
        assertEquals(FormValidation.Kind.OK, FalKeys.get().checkAlias(job, "team key").kind);
        assertEquals(FormValidation.Kind.OK, FalKeys.get().checkAlias(job, "$PREFIX key").kind);
    }

    @Test
    void itIsForFreestyleJobsAsWell() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of());
        team.addProperty(property(TEAM_KEY, "team ", false));
        FreeStyleProject freestyle = Controllers.create(inner, FreeStyleProject.class, "freestyle");
        freestyle.getBuildWrappersList().add(new FalKeyBuildWrapper());

        jenkins.buildAndAssertSuccess(freestyle);

        assertThat(records().get(0).alias(), startsWith("team team/inner/freestyle #"));
        assertEquals(TEAM_KEY, records().get(0).admin().credentialsId());
    }

    @Test
    void theFormKeepsWhatItIsGiven() throws Exception {
        team.addProperty(property(TEAM_KEY, "team ", true));

        jenkins.configRoundtrip(team);

        assertEquals(TEAM_KEY, propertyOf(team).getAdminCredentialsId());
        assertEquals("team ", propertyOf(team).getAliasPrefix());
        assertTrue(propertyOf(team).isJobsManageKeys());
        assertEquals("team", propertyOf(team).folder());
    }

    @Test
    void theFormAndItsHelpSpeakGerman() throws Exception {
        FalKeysConfiguration.get().setFoldersMayOverride(false);
        JenkinsRule.WebClient client = jenkins.createWebClient();
        client.addRequestHeader("Accept-Language", "de");

        assertThat(
                client.goTo("descriptor/" + FalKeysFolderProperty.class.getName() + "/help/adminCredentialsId")
                        .asNormalizedText(),
                containsString("Die Jobs darunter können ihn lesen"));
        // This one asks the platform in tests, and the browser elsewhere.
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMAN);
            String form = client.getPage(team, "configure").asNormalizedText();
            assertThat(form, containsString("fal-API-Schlüssel"));
            assertThat(form, containsString("Jobs verwalten ihre Schlüssel gegenseitig"));
            assertThat(form, containsString("Was hier steht, zählt nicht"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void nothingSetIsNothingKept() throws Exception {
        jenkins.configRoundtrip(team);

        assertNull(propertyOf(team));
    }

    @Test
    void theFormRefusesAPrefixThatNoAliasCouldHave() throws Exception {
        HtmlPage page = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .getPage(team, "configure");
        HtmlForm form = page.getFormByName("config");
        form.getInputByName("_.aliasPrefix").setValue("x".repeat(101));

        HtmlPage answer = jenkins.submit(form);

        assertThat(answer.getWebResponse().getContentAsString(), containsString("100 characters at most"));
        assertNull(propertyOf(team));
        assertThrows(IllegalArgumentException.class, () -> property(null, "a\tb", false));
    }
}
