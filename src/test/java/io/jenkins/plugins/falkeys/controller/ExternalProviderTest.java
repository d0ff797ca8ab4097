package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.ExtensionList;
import hudson.util.FormValidation;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import io.jenkins.plugins.falkeys.credentials.AdminKeyLookup;
import io.jenkins.plugins.falkeys.monitor.GlobalAdminKeyMonitor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Credentials in a system outside Jenkins, which may be down. */
@WithJenkins
class ExternalProviderTest extends TeamFolderTest {

    private static final String REASON = "is currently unavailable, reason: " + ExternalProvider.SEALED;

    private ExternalProvider vault;

    @TestExtension
    public static final class Vault extends ExternalProvider {}

    @BeforeEach
    void useAnExternalAdminKey() {
        vault = ExternalProvider.get();
        vault.clear();
        vault.secrets.put("outside", FalApiStub.ADMIN_KEY);
    }

    private static void configure(String adminCredentialsId) {
        FalKeysConfiguration.get().setAdminCredentialsId(adminCredentialsId);
        FalKeysConfiguration.get().save();
    }

    private static void assertOneLine(String log, String line) {
        assertThat(log, containsString("ERROR: " + line));
        assertThat(log, not(containsString("\tat ")));
        assertThat(log, not(containsString("Exception")));
    }

    @Test
    void theAdminKeyCanBeExternal() throws Exception {
        configure("outside");

        succeeds(job, "falCreateKey(alias: 'a', credentialsId: 'a')");
        succeeds(job, "falDeleteKey(credentialsId: 'a')");

        assertThat(fal.created(), hasSize(1));
        assertThat(fal.keys(), empty());
    }

    @Test
    void aBuildFailsWithOneLineIfTheAdminKeyCannotBeLookedUp() throws Exception {
        configure("outside");
        vault.down = true;

        assertOneLine(
                refused(job, "withFalKey { echo 'no' }"),
                "No key was created: the credential 'outside' could not be looked up: Property 'id' " + REASON + ".");
        assertThat(fal.calls(), empty());
    }

    @Test
    void aBuildFailsWithOneLineIfTheAdminKeyCannotBeRead() throws Exception {
        vault.secretsDown = true;

        assertOneLine(
                refused(job, "withFalKey(adminCredentialsId: 'outside') { echo 'no' }"),
                "No key was created: the credential 'outside' could not be looked up: Property 'secret' " + REASON
                        + ".");
        assertThat(fal.calls(), empty());
    }

    /** Otherwise the key might shadow a credential of the external system. */
    @Test
    @Evidence(Attack.CREDENTIAL_ID_TAKEOVER)
    void noKeyIsCreatedIfTheCredentialIdMayBeInUse() throws Exception {
        vault.down = true;

        assertOneLine(
                refused(job, "falCreateKey(alias: 'a', credentialsId: 'a')"),
                "No key was created: Jenkins could not find out whether the credential ID is free: the credential 'a'"
                        + " could not be looked up: Property 'id' " + REASON + ".");
        assertThat(fal.calls(), empty());
        assertEquals(FormValidation.Kind.ERROR, FalKeys.get().checkNewCredentialsId(job, "a").kind);
        assertThat(FalKeys.get().checkAdminCredentialsId(job, "a").getMessage(), containsString("vault is sealed"));
    }

    @Test
    @Evidence(Attack.CREDENTIAL_ID_TAKEOVER)
    void anExternalCredentialOccupiesItsId() throws Exception {
        assertThat(
                refused(job, "falCreateKey(alias: 'a', credentialsId: 'outside')"),
                containsString("the credential 'outside' already exists in the credentials provider 'Test vault'"
                        + " and holds no key of this job. Choose another credentialsId"));
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.ADMIN_KEY)
    void anAdminKeyThatOnlyTheJobCanFindCreatesNoKeys() throws Exception {
        vault.onlyForJobs = true;

        assertThat(
                refused(job, "falCreateKey(alias: 'a', adminCredentialsId: 'outside')"),
                containsString("only this job can find the admin key 'outside', so without the job the new key"));
        assertThat(fal.calls(), empty());
    }

    @Test
    void anUnreadableAdminKeyDoesNotHideOthers() throws Exception {
        FalKeysFolderProperty broken = new FalKeysFolderProperty();
        broken.setAdminCredentialsId("outside");
        team.addProperty(broken);
        FalKeysFolderProperty missing = new FalKeysFolderProperty();
        missing.setAdminCredentialsId("nosuch");
        inner.addProperty(missing);
        assertEquals(1, new AdminKeyLookup().configured().size());

        vault.secrets.put("outside", "0ad32222-0000-4000-8000-000000000000:0123456789abcdef");
        assertEquals(2, new AdminKeyLookup().configured().size());
        assertEquals(
                "team", new AdminKeyLookup().configured().get(1).reference().context());
        vault.down = true;
        assertEquals(1, new AdminKeyLookup().configured().size());
        configure(null);
        assertEquals(0, new AdminKeyLookup().configured().size());
        vault.down = false;
        assertEquals(1, new AdminKeyLookup().configured().size());
    }

    @Test
    void pagesDoNotLookUpTheScopeOfTheAdminKey() throws Exception {
        configure("outside");
        GlobalAdminKeyMonitor monitor = ExtensionList.lookupSingleton(GlobalAdminKeyMonitor.class);
        for (int i = 0; i < 300 && !monitor.isActivated(); i++) {
            Thread.sleep(100);
        }
        assertTrue(monitor.isActivated());
        vault.down = true;

        String page = new StrictBrowser(jenkins).open("manage").asNormalizedText();

        assertThat(
                page,
                containsString(
                        "Any Jenkinsfile can print the fal admin key, because its credential 'outside' has Global scope"));
        assertEquals(0, vault.lookUpsForPages.get());
        FalKeysConfiguration.get().setAdminCredentialsId("another");
        assertFalse(monitor.isActivated());
    }
}
