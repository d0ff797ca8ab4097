package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.model.AdministrativeMonitor;
import hudson.model.Result;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.monitor.GlobalAdminKeyMonitor;
import io.jenkins.plugins.falkeys.monitor.MissingAdminKeyMonitor;
import io.jenkins.plugins.falkeys.monitor.PlainHttpMonitor;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What is wrong with the configuration is shown to administrators. */
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
    void anAdminKeyThatJobsCanBind() throws Exception {
        assertFalse(isActivated(GlobalAdminKeyMonitor.class));
        StringCredentials global = Controllers.secretText(CredentialsScope.GLOBAL, "global", FalApiStub.ADMIN_KEY);
        Controllers.rootStore().addCredentials(Domain.global(), global);

        FalKeysConfiguration.get().setAdminCredentialsId("global");
        FalKeysConfiguration.get().save();

        waitUntil(GlobalAdminKeyMonitor.class, true);
        assertThat(manage(), containsString("The credential 'global' with the fal admin key has Global scope"));
        Controllers.rootStore()
                .updateCredentials(
                        Domain.global(),
                        global,
                        Controllers.secretText(CredentialsScope.SYSTEM, "global", FalApiStub.ADMIN_KEY));
        waitUntil(GlobalAdminKeyMonitor.class, false);
    }

    /** The monitor looks in the background, soon after something was saved. */
    private static void waitUntil(Class<? extends AdministrativeMonitor> type, boolean activated)
            throws InterruptedException {
        for (int i = 0; i < 600 && isActivated(type) != activated; i++) {
            Thread.sleep(100);
        }
        assertEquals(activated, isActivated(type));
    }

    @Test
    void noAdminKeyAlthoughAJobWantsOne() throws Exception {
        FalKeysConfiguration.get().setAdminCredentialsId(null);
        assertFalse(isActivated(MissingAdminKeyMonitor.class));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
        Controllers.script(job, "withFalKey { echo 'no' }");

        jenkins.buildAndAssertStatus(Result.FAILURE, job);

        assertTrue(isActivated(MissingAdminKeyMonitor.class));
        assertThat(manage(), containsString("The job 'job' asked for a fal API key, but no admin key is configured"));
        FalKeysConfiguration.get().setAdminCredentialsId(Controllers.ADMIN_KEY);
        assertFalse(isActivated(MissingAdminKeyMonitor.class));
    }

    @Test
    void anApiUrlWithoutEncryption() throws Exception {
        assertTrue(isActivated(PlainHttpMonitor.class));
        assertThat(manage(), containsString("The fal admin key is sent to " + fal.url()));

        FalKeysConfiguration.get().setApiUrl(null);
        assertFalse(isActivated(PlainHttpMonitor.class));
    }
}
