package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hudson.cli.CLICommandInvoker;
import hudson.security.ACL;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.credentials.AdminKeyLookup;
import io.jenkins.plugins.falkeys.credentials.BuildRuns;
import io.jenkins.plugins.falkeys.credentials.ItemOwners;
import io.jenkins.plugins.falkeys.credentials.SecretTextStores;
import io.jenkins.plugins.falkeys.credentials.StorePolicy;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.TestTimer;
import io.jenkins.plugins.falkeys.engine.account.PooledFal;
import io.jenkins.plugins.falkeys.engine.port.Meters;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Times;
import io.jenkins.plugins.falkeys.ledger.CostFiles;
import io.jenkins.plugins.falkeys.ledger.SyncedFiles;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.random.RandomGenerator;
import jenkins.security.ImpersonatingExecutorService;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A key with a limited lifetime says so wherever it is shown, and is deleted when it expires. */
@WithJenkins
class ExpiryTest {

    private final FalApiStub fal = new FalApiStub();
    private static JenkinsRule jenkins;
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
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    private WorkflowRun build(String script) throws Exception {
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        Controllers.script(job, script);
        return jenkins.buildAndAssertSuccess(job);
    }

    private static KeyRecord only() {
        assertThat(FalKeys.get().keys().records().all(), hasSize(1));
        return FalKeys.get().keys().records().all().get(0);
    }

    /** Sweeps once as if this much time had passed, with this controller's records and credentials, and fal. */
    private void sweepAfter(Duration time) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        ExecutorService pool = new ImpersonatingExecutorService(threads, ACL.SYSTEM2);
        FalApi api = new FalApi(ProxiedHttpClient::get, () -> URI.create(fal.url()));
        try (TestTimer timer = new TestTimer()) {
            KeyService later = new KeyService(
                    new Ports(
                            new PooledFal(api, pool, Meters.NONE),
                            new AdminKeyLookup(),
                            new StorePolicy(),
                            new SecretTextStores(),
                            SyncedFiles.ledger(
                                    jenkins.jenkins.getRootDir().toPath().resolve("fal-keys")),
                            new CostFiles(jenkins.jenkins.getRootDir().toPath().resolve("costs"), new SyncedFiles()),
                            () -> {},
                            new BuildRuns(),
                            new ItemOwners(),
                            FalKeysConfiguration.get(),
                            Clock.offset(Clock.systemUTC(), time),
                            timer,
                            Meters.NONE,
                            RandomGenerator.getDefault()),
                    origin -> pool,
                    pool);
            later.upkeep().sweep().get(20, TimeUnit.SECONDS).get(20, TimeUnit.SECONDS);
            later.stop().get(20, TimeUnit.SECONDS);
        } finally {
            threads.shutdown();
            assertTrue(threads.awaitTermination(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void isDeletedWithItsCredentialAndLogged() throws Exception {
        build("falCreateKey(alias: 'Production Key', expiresAfterDays: 30)");
        String id = only().keyId();

        sweepAfter(Duration.ofDays(29));
        assertThat(fal.keys(), hasSize(1));
        assertTrue(Controllers.secret(Controllers.folderStore(team), "fal-production-key")
                .isPresent());

        try (LogRecorder log = new LogRecorder()
                .record("io.jenkins.plugins.falkeys.engine.revoke", Level.INFO)
                .capture(10)) {
            sweepAfter(Duration.ofDays(31));
            assertThat(
                    log.getMessages(), hasItem(containsString("fal API key 'Production Key' " + id + " expired at ")));
        }
        assertThat(fal.keys(), empty());
        assertTrue(Controllers.secret(Controllers.folderStore(team), "fal-production-key")
                .isEmpty());
        assertEquals(KeyState.DELETED, Records.onDisk().get(0).state());
    }

    @Test
    void isShownWhereverTheKeyIsShown() throws Exception {
        WorkflowRun run = build("falCreateKey(alias: 'Production Key', expiresAfterDays: 30)");
        Instant end = only().createdAt().plus(Duration.ofDays(30));
        JenkinsRule.WebClient client = jenkins.createWebClient();

        jenkins.assertLogContains("It expires at " + Times.text(end), run);
        assertThat(client.getPage(run).asNormalizedText(), containsString("Expires at " + Times.text(end)));
        assertThat(client.goTo("manage/fal-keys/").asNormalizedText(), containsString("Expires at " + Times.text(end)));
        assertThat(
                client.goTo("manage/fal-keys/key/" + only().id() + "/").asNormalizedText(),
                containsString("Expires at " + Times.text(end)));
        assertThat(
                client.goTo(run.getUrl() + "api/json", "application/json")
                        .getWebResponse()
                        .getContentAsString(),
                containsString("\"expiresAt\":\"" + end + "\""));
        JsonNode listed = new JsonMapper()
                .readTree(new CLICommandInvoker(jenkins, "fal-list-keys")
                        .invokeWithArgs("-json")
                        .stdout());
        assertEquals(end.toString(), listed.path(0).path("expiresAt").asText());
    }

    @Test
    void canBeSetOnTheDashboard() throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient();
        client.setThrowExceptionOnFailingStatusCode(false);
        HtmlForm form = client.goTo("manage/fal-keys/create").getFormByName("create");
        form.getInputByName("alias").setValue("Production Key");
        form.getSelectByName("store").setSelectedAttribute("team", true);
        form.getInputByName("expiresAfterDays").setValue("7");

        form.<HtmlElement>getFirstByXPath(".//button").click();

        assertEquals(7, only().expiresAfterDays());
    }

    @Test
    void canBeSetInACommand() throws Exception {
        CLICommandInvoker command = new CLICommandInvoker(jenkins, "fal-create-key");

        assertThat(
                command.invokeWithArgs("Other Key", "-store", "/", "-expires-after-days", "0")
                        .stderr(),
                containsString("expiresAfterDays must be a whole number of days from 1 to 3650, not '0'"));
        assertThat(fal.keys(), empty());
        command.invokeWithArgs("Production Key", "-store", "/", "-expires-after-days", "7");

        assertEquals(7, only().expiresAfterDays());
    }

    @Test
    void anEmptyFieldMeansNever() throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient();
        HtmlForm form = client.goTo("manage/fal-keys/create").getFormByName("create");
        form.getInputByName("alias").setValue("Production Key");
        form.getSelectByName("store").setSelectedAttribute("team", true);

        form.<HtmlElement>getFirstByXPath(".//button").click();

        assertNull(only().expiresAfterDays());
    }
}
