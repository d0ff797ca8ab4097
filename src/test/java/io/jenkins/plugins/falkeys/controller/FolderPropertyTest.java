package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.FreeStyleProject;
import hudson.util.FormValidation;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The settings of a folder and everything below it. */
@WithJenkins
class FolderPropertyTest extends TeamFolderTest {

    private static final String TEAM_KEY = "team-admin";
    private static final String CREATE = "falCreateKey(alias: 'Production Key', credentialsId: 'mine')";

    @BeforeEach
    void storeTheTeamsKey() throws Exception {
        store(team, TEAM_KEY);
    }

    private static void store(Folder folder, String id) throws IOException {
        Controllers.folderStore(folder)
                .addCredentials(
                        Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, id, FalApiStub.ADMIN_KEY));
    }

    private static FalKeysFolderProperty property(String adminCredentialsId, String aliasPrefix) {
        FalKeysFolderProperty property = new FalKeysFolderProperty();
        property.setAdminCredentialsId(adminCredentialsId);
        property.setAliasPrefix(aliasPrefix);
        return property;
    }

    private static FalKeysFolderProperty propertyOf(Folder folder) {
        return folder.getProperties().get(FalKeysFolderProperty.class);
    }

    private static List<KeyRecord> records() {
        return FalKeys.get().keys().records().all();
    }

    @Test
    void jobsInTheFolderUseItsAdminKey() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of());
        team.addProperty(property(TEAM_KEY, null));

        succeeds(job, CREATE);

        assertEquals(TEAM_KEY, records().get(0).admin().credentialsId());
        assertEquals("team", records().get(0).admin().context());
    }

    @Test
    void aKeyIsDeletedWithTheAdminKeyOfItsFolder() throws Exception {
        FalKeysConfiguration.get().setAdminCredentialsId(null);
        team.addProperty(property(TEAM_KEY, null));
        succeeds(job, CREATE);
        FalKeysConfiguration.get().setFoldersMayOverride(false);

        succeeds(job, "falDeleteKey(credentialsId: 'mine')");

        assertThat(fal.keys(), empty());
        assertEquals(KeyState.DELETED, records().get(0).state());
    }

    @Test
    void theNearestFolderWinsForEachField() throws Exception {
        FalKeysConfiguration.get().setAliasPrefix("global ");
        store(inner, "inner-admin");
        team.addProperty(property(TEAM_KEY, "team "));
        inner.addProperty(property("inner-admin", null));

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
    void anAdministratorCanForbidIt() throws Exception {
        FalKeysConfiguration.get().setFoldersMayOverride(false);
        FalKeysConfiguration.get().setAliasPrefix("global ");
        team.addProperty(property(TEAM_KEY, "team "));

        succeeds(job, "falCreateKey(alias: 'global a', credentialsId: 'a', folder: 'team')");

        assertEquals(Controllers.ADMIN_KEY, records().get(0).admin().credentialsId());
        assertThat(
                jenkins.createWebClient().getPage(team, "configure").asNormalizedText(),
                containsString("These settings are ignored"));
    }

    /** Otherwise somebody who may configure a folder could get around the allowed folders. */
    @Test
    @Evidence(Attack.SYSTEM_SCOPE)
    void aFolderCannotUseTheControllersAdminKeyByName() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of());
        team.addProperty(property(Controllers.ADMIN_KEY, null));

        String log = refused(job, CREATE);

        assertThat(
                log,
                containsString("folder 'team' has no Secret text credential 'fal-admin', which is configured as its"
                        + " admin key (Configure » fal API keys » Admin key)."));
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence({Attack.SYSTEM_SCOPE, Attack.ADMIN_KEY})
    void aJobCannotUseTheControllersAdminKeyByName() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of());

        assertThat(
                refused(job, "falCreateKey(alias: 'a', adminCredentialsId: 'fal-admin')"),
                containsString("cannot find a Secret text credential 'fal-admin' for the admin key"));
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.SYSTEM_SCOPE)
    void jobsCannotUseASystemScopedCredentialOfTheirFolder() throws Exception {
        Controllers.folderStore(team)
                .addCredentials(
                        Domain.global(),
                        Controllers.secretText(CredentialsScope.SYSTEM, "hidden", FalApiStub.ADMIN_KEY));

        assertThat(
                refused(job, "falCreateKey(alias: 'a', adminCredentialsId: 'hidden')"),
                containsString("cannot find a Secret text credential 'hidden' for the admin key"));
        team.addProperty(property("hidden", null));
        assertThat(refused(job, CREATE), containsString("folder 'team' has no Secret text credential 'hidden', which"));
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.ADMIN_KEY)
    void aJobCannotReachTheAdminKeyOfAnotherFolder() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of());
        team.addProperty(property(TEAM_KEY, null));
        Folder others = jenkins.createProject(Folder.class, "others");
        WorkflowJob outside = Controllers.create(others, WorkflowJob.class, "job");

        assertThat(refused(outside, CREATE), containsString("may not use the controller's admin key"));
        assertThat(
                refused(outside, "withFalKey(adminCredentialsId: 'team-admin') { echo 'no' }"),
                containsString("cannot find a Secret text credential 'team-admin' for the admin key"));
        others.addProperty(property(TEAM_KEY, null));
        assertThat(refused(outside, CREATE), containsString("which is configured as its admin key"));
        assertThat(fal.calls(), empty());
    }

    @Test
    void aForeignKeyIsDeletedWithTheAdminKeyThatListedIt() throws Exception {
        String otherAccount = "0ad32222-0000-4000-8000-000000000000:0123456789abcdef";
        fal.addAccount(otherAccount);
        Controllers.folderStore(inner)
                .addCredentials(
                        Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, "inner-admin", otherAccount));
        inner.addProperty(property("inner-admin", null));
        succeeds(job, CREATE);
        fal.addKey(otherAccount, "Foreign");

        HtmlForm compare =
                jenkins.createWebClient().goTo("manage/fal-keys/").getFirstByXPath("//form[@action='compare']");
        HtmlPage compared = compare.<HtmlElement>getFirstByXPath(".//button").click();
        HtmlForm delete = compared.getFormByName("deleteForeignKey");
        delete.<HtmlElement>getFirstByXPath(".//label[.='Foreign']").click();
        delete.<HtmlElement>getFirstByXPath(".//button").click();

        assertThat(fal.keys(), hasSize(1));
        assertEquals("team/inner", records().get(1).admin().context());
    }

    @Test
    void aPrefixCanTightenTheParentFoldersPrefix() throws Exception {
        team.addProperty(property(null, "team "));
        inner.addProperty(property(null, "team inner "));

        assertThat(
                refused(job, "falCreateKey(alias: 'team a', credentialsId: 'a')"),
                containsString("must begin with 'team inner ' (folder 'team/inner' » Configure"));
        succeeds(job, "falCreateKey(alias: 'team inner a', credentialsId: 'a')");
    }

    @Test
    @Evidence(Attack.STORES)
    void aPrefixCannotLoosenTheParentFoldersPrefix() throws Exception {
        inner.addProperty(property(null, "team "));
        team.addProperty(property(null, "team one "));

        assertThat(
                refused(job, "falCreateKey(alias: 'team a', credentialsId: 'a')"),
                containsString("must begin with 'team one ' (folder 'team' » Configure"));
        succeeds(job, "falCreateKey(alias: 'team one a', credentialsId: 'a')");
    }

    @Test
    void noKeyIsCreatedIfPrefixesContradictEachOther() throws Exception {
        inner.addProperty(property(null, "inner "));
        team.addProperty(property(null, "team "));

        for (String alias : List.of("inner a", "team a", "team inner a")) {
            String log = refused(job, "falCreateKey(alias: '" + alias + "', credentialsId: 'a')");
            assertThat(log, containsString("it would have to begin both with 'team ' (folder 'team' » Configure"));
            assertThat(log, containsString("and with 'inner ' (folder 'team/inner' » Configure"));
        }
        assertThat(fal.calls(), empty());
        assertThat(FalKeys.get().checkAlias(job, "team a").getMessage(), containsString("No alias is possible here"));
    }

    @Test
    void theFormRefusesAPrefixThatLoosensTheParentFoldersPrefix() throws Exception {
        team.addProperty(property(null, "team "));

        assertThat(submitPrefix(inner, "inner "), containsString("must begin with"));
        assertNull(propertyOf(inner));
        submitPrefix(inner, "team inner ");
        assertEquals("team inner ", propertyOf(inner).getAliasPrefix());
    }

    private String submitPrefix(Folder folder, String prefix) throws Exception {
        HtmlForm form = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .getPage(folder, "configure")
                .getFormByName("config");
        form.getInputByName("_.aliasPrefix").setValue(prefix);
        return jenkins.submit(form).getWebResponse().getContentAsString();
    }

    @Test
    void rotationRequiresThePrefix() throws Exception {
        succeeds(job, CREATE);
        team.addProperty(property(null, "team "));

        assertThat(
                refused(job, "falRotateKey(credentialsId: 'mine')"),
                containsString("The alias 'Production Key' must begin with 'team '"));
        succeeds(job, "falRotateKey(credentialsId: 'mine', alias: 'team key')");
    }

    @Test
    void theFormOfAJobChecksThePrefix() throws Exception {
        team.addProperty(property(null, "team "));

        assertThat(
                FalKeys.get().checkAlias(job, "key").getMessage(),
                containsString("must begin with &#039;team &#039; (folder &#039;team&#039;"));
        assertEquals(FormValidation.Kind.OK, FalKeys.get().checkAlias(job, "team key").kind);
        assertEquals(FormValidation.Kind.OK, FalKeys.get().checkAlias(job, "$PREFIX key").kind);
    }

    @Test
    void itAppliesToFreestyleJobsAsWell() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of());
        team.addProperty(property(TEAM_KEY, "team "));
        FreeStyleProject freestyle = Controllers.create(inner, FreeStyleProject.class, "freestyle");
        freestyle.getBuildWrappersList().add(new FalKeyBuildWrapper());

        jenkins.buildAndAssertSuccess(freestyle);

        assertThat(records().get(0).alias(), startsWith("team team/inner/freestyle #"));
        assertEquals(TEAM_KEY, records().get(0).admin().credentialsId());
    }

    @Test
    void theFormKeepsItsValues() throws Exception {
        team.addProperty(property(TEAM_KEY, "team "));

        jenkins.configRoundtrip(team);

        assertEquals(TEAM_KEY, propertyOf(team).getAdminCredentialsId());
        assertEquals("team ", propertyOf(team).getAliasPrefix());
    }

    @Test
    void theFormAndItsHelpAreInGerman() throws Exception {
        FalKeysConfiguration.get().setFoldersMayOverride(false);
        JenkinsRule.WebClient client = jenkins.createWebClient();
        client.addRequestHeader("Accept-Language", "de");

        assertThat(
                client.goTo("descriptor/" + FalKeysFolderProperty.class.getName() + "/help/adminCredentialsId")
                        .asNormalizedText(),
                containsString("Die Jobs darunter können ihn lesen"));
        // Messages use the platform's locale in tests, but the browser's elsewhere.
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMAN);
            String form = client.getPage(team, "configure").asNormalizedText();
            assertThat(form, containsString("fal-API-Schlüssel"));
            assertThat(form, containsString("vom Ordner darüber"));
            assertThat(form, containsString("Diese Einstellungen werden nicht beachtet"));
            WebRequest check = new WebRequest(
                    new URL(
                            jenkins.getURL(),
                            team.getUrl() + "descriptorByName/" + FalKeysFolderProperty.class.getName()
                                    + "/checkAliasPrefix?value=" + "x".repeat(101)),
                    HttpMethod.POST);
            assertThat(
                    client.getPage(client.addCrumb(check)).getWebResponse().getContentAsString(),
                    containsString("Ein Alias-Präfix hat höchstens 100 Zeichen."));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void anEmptyFormSavesNothing() throws Exception {
        jenkins.configRoundtrip(team);

        assertNull(propertyOf(team));
    }

    @Test
    void theFormRefusesAnInvalidAliasPrefix() throws Exception {
        HtmlPage page = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .getPage(team, "configure");
        HtmlForm form = page.getFormByName("config");
        form.getInputByName("_.aliasPrefix").setValue("x".repeat(101));

        HtmlPage answer = jenkins.submit(form);

        assertThat(answer.getWebResponse().getContentAsString(), containsString("at most 100 characters"));
        assertNull(propertyOf(team));
        assertThrows(IllegalArgumentException.class, () -> property(null, "a\tb"));
    }
}
