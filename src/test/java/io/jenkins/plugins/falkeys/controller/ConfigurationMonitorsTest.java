package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.model.AdministrativeMonitor;
import hudson.model.Result;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.monitor.AllowedFoldersMonitor;
import io.jenkins.plugins.falkeys.monitor.GlobalAdminKeyMonitor;
import io.jenkins.plugins.falkeys.monitor.MissingAdminKeyMonitor;
import io.jenkins.plugins.falkeys.monitor.PlainHttpMonitor;
import io.jenkins.plugins.falkeys.monitor.UnsettledKeysMonitor;
import io.jenkins.plugins.falkeys.monitor.VanishedCredentialsMonitor;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Administrators are told about problems in the configuration. */
@WithJenkins
class ConfigurationMonitorsTest {

    private final FalApiStub fal = new FalApiStub();
    private JenkinsRule jenkins;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(fal.start());
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    private static boolean isActivated(Class<? extends AdministrativeMonitor> type) {
        return ExtensionList.lookupSingleton(type).isActivated();
    }

    private String manage() throws Exception {
        return new StrictBrowser(jenkins).open("manage").asNormalizedText();
    }

    @Test
    void warnsOfAnAdminKeyThatJobsCanBind() throws Exception {
        assertFalse(isActivated(GlobalAdminKeyMonitor.class));
        StringCredentials global = Controllers.secretText(CredentialsScope.GLOBAL, "global", FalApiStub.ADMIN_KEY);
        Controllers.rootStore().addCredentials(Domain.global(), global);

        FalKeysConfiguration.get().setAdminCredentialsId("global");
        FalKeysConfiguration.get().save();

        waitUntil(GlobalAdminKeyMonitor.class, true);
        assertThat(
                manage(),
                containsString(
                        "Any Jenkinsfile can print the fal admin key, because its credential 'global' has Global scope"));
        Controllers.rootStore()
                .updateCredentials(
                        Domain.global(),
                        global,
                        Controllers.secretText(CredentialsScope.SYSTEM, "global", FalApiStub.ADMIN_KEY));
        waitUntil(GlobalAdminKeyMonitor.class, false);
    }

    /** The monitor checks in the background, shortly after something was saved. */
    private static void waitUntil(Class<? extends AdministrativeMonitor> type, boolean activated)
            throws InterruptedException {
        for (int i = 0; i < 600 && isActivated(type) != activated; i++) {
            Thread.sleep(100);
        }
        assertEquals(activated, isActivated(type));
    }

    @Test
    void warnsOfAMissingAdminKeyThatAJobNeeds() throws Exception {
        FalKeysConfiguration.get().setAdminCredentialsId(null);
        assertFalse(isActivated(MissingAdminKeyMonitor.class));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
        Controllers.script(job, "withFalKey { echo 'no' }");

        jenkins.buildAndAssertStatus(Result.FAILURE, job);

        assertTrue(isActivated(MissingAdminKeyMonitor.class));
        assertThat(manage(), containsString("The job 'job' requested a fal API key, but no admin key is configured"));
        FalKeysConfiguration.get().setAdminCredentialsId(Controllers.ADMIN_KEY);
        assertFalse(isActivated(MissingAdminKeyMonitor.class));
    }

    @Test
    void warnsOfAnApiUrlWithoutEncryption() throws Exception {
        assertTrue(isActivated(PlainHttpMonitor.class));
        assertThat(manage(), containsString("The fal admin key is sent to " + fal.url()));

        FalKeysConfiguration.get().setApiUrl(null);
        assertFalse(isActivated(PlainHttpMonitor.class));
    }

    /** Nobody can show markup to an administrator through the name of a key, a folder or a credential. */
    @Test
    @Evidence(Attack.MARKUP)
    void messagesAreEscaped() throws Exception {
        String markup = "<img src=x onerror=alert(1)>";
        Records.write(markup, 5);
        Controllers.replaceEngine();
        Controllers.rootStore()
                .addCredentials(
                        Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, markup, FalApiStub.ADMIN_KEY));
        FalKeysConfiguration.get().setAllowedFolders(List.of(markup));
        FalKeysConfiguration.get().setAdminCredentialsId(markup);
        FalKeysConfiguration.get().save();
        waitUntil(GlobalAdminKeyMonitor.class, true);
        FalKeys.get().keys().upkeep().sweep().get().get();
        List<AdministrativeMonitor> shown = AdministrativeMonitor.all().stream()
                .filter(monitor -> monitor.getClass().getName().startsWith("io.jenkins.plugins.falkeys."))
                .filter(AdministrativeMonitor::isActivated)
                .toList();
        for (Class<?> type : List.of(
                GlobalAdminKeyMonitor.class,
                AllowedFoldersMonitor.class,
                UnsettledKeysMonitor.class,
                VanishedCredentialsMonitor.class)) {
            assertTrue(shown.stream().anyMatch(type::isInstance), type.getSimpleName());
        }

        String page = jenkins.createWebClient()
                .withJavaScriptEnabled(false)
                .goTo("manage")
                .getWebResponse()
                .getContentAsString();

        assertThat(page, containsString("&lt;img src=x onerror=alert(1)&gt;"));
        assertThat(page, not(containsString(markup)));
    }
}
