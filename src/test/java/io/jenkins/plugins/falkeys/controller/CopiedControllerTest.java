package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.ExtensionList;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.ImmediateRequester;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.monitor.CopiedControllerMonitor;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import jenkins.model.Jenkins;
import jenkins.model.JenkinsLocationConfiguration;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A copy of a controller leaves the original's keys alone, until an administrator says that it is not a copy. */
@WithJenkins
class CopiedControllerTest {

    private final FalApiStub fal = new FalApiStub();
    private JenkinsRule jenkins;
    private CopiedControllerMonitor monitor;

    /** Leaves behind a key whose build has ended, which the reaper would delete. */
    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(fal.start());
        monitor = ExtensionList.lookupSingleton(CopiedControllerMonitor.class);
        FreeStyleProject job = jenkins.createFreeStyleProject("job");
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        Origin origin = new Origin(build.getExternalizableId(), build.getTimeInMillis(), "1", "job");
        FalKeys.get()
                .keys()
                .withKey(new KeyRequest(origin, "a key", true, null), new ImmediateRequester(), (key, id) -> {})
                .get();
        assertFalse(monitor.isActivated());
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    private static void reap() throws InterruptedException {
        ExtensionList.lookupSingleton(Reaper.class).execute(TaskListener.NULL);
    }

    private void turnIntoACopy() throws Exception {
        Path owner = jenkins.jenkins.getRootDir().toPath().resolve("fal-keys/controller.xml");
        Files.writeString(owner, Files.readString(owner).replaceAll("<home>.*</home>", "<home>/of/another</home>"));
    }

    @Test
    void theOwnerSweeps() throws Exception {
        for (int i = 0; i < 100 && !fal.keys().isEmpty(); i++) {
            reap();
            Thread.sleep(50);
        }
        assertThat(fal.keys(), empty());
    }

    @Test
    void aCopySweepsNothingUntilAnAdministratorTakesOver() throws Exception {
        turnIntoACopy();

        reap();
        assertThat(fal.keys(), hasSize(1));
        assertTrue(monitor.isActivated());
        assertThat(
                new StrictBrowser(jenkins).open("manage").asNormalizedText(),
                containsString("JENKINS_HOME /of/another, now "));

        assertEquals(200, takeOver(jenkins.createWebClient(), HttpMethod.POST));
        assertFalse(monitor.isActivated());
        theOwnerSweeps();
    }

    /** It is impossible to tell then whose records these are. */
    @Test
    void anUnreadableOwnerFileCountsAsAnotherController() throws Exception {
        Path owner = jenkins.jenkins.getRootDir().toPath().resolve("fal-keys/controller.xml");
        Files.writeString(owner, "<half-writ");

        reap();
        assertThat(fal.keys(), hasSize(1));
        assertThat(
                new StrictBrowser(jenkins).open("manage").asNormalizedText(),
                containsString(owner + " cannot be read or written (IOException)"));
        Origin origin = new Origin("job#1", 1, "2", "job");
        KeyException refusal = assertInstanceOf(
                KeyException.class,
                assertThrows(
                                ExecutionException.class,
                                () -> FalKeys.get()
                                        .keys()
                                        .withKey(
                                                new KeyRequest(origin, "b", true, null),
                                                new ImmediateRequester(),
                                                (key, id) -> {})
                                        .get())
                        .getCause());
        assertThat(refusal.getMessage(), containsString("so this one changes no keys"));

        assertEquals(200, takeOver(jenkins.createWebClient(), HttpMethod.POST));
        theOwnerSweeps();
    }

    @Test
    void anotherJenkinsUrlCountsAsACopy() throws Exception {
        JenkinsLocationConfiguration.get().setUrl("https://staging.example.org/");

        assertTrue(monitor.isActivated());
    }

    @Test
    void onlyAnAdministratorCanTakeOver() throws Exception {
        turnIntoACopy();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Jenkins.MANAGE, Jenkins.SYSTEM_READ)
                .everywhere()
                .to("manager")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
        JenkinsRule.WebClient manager = jenkins.createWebClient().login("manager");
        JenkinsRule.WebClient administrator = jenkins.createWebClient().login("admin");

        assertEquals(403, takeOver(manager, HttpMethod.POST));
        assertEquals(404, takeOver(administrator, HttpMethod.GET));
        assertTrue(monitor.isActivated());
        assertEquals(200, takeOver(administrator, HttpMethod.POST));
        assertFalse(monitor.isActivated());
    }

    private int takeOver(JenkinsRule.WebClient client, HttpMethod method) throws Exception {
        client.getOptions().setThrowExceptionOnFailingStatusCode(false);
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), monitor.getUrl() + "/takeOver"), method);
        return client.getPage(client.addCrumb(request)).getWebResponse().getStatusCode();
    }
}
