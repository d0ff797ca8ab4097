package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Item;
import io.jenkins.plugins.falkeys.FalApiStub;
import java.nio.file.Files;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
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

/** What the keys of a build have cost, as shown to everybody who may read the job. */
@WithJenkins
class CostsTest {

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
                .to("reader")
                .grant(Jenkins.READ)
                .everywhere()
                .to("stranger"));
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    private WorkflowRun run(String script) throws Exception {
        Controllers.script(job, script);
        return jenkins.buildAndAssertSuccess(job);
    }

    /** Adds usage to the newest key. Requests to fal end at a whole millisecond. */
    private void use(String model, String quantity, String cost, String currency) {
        String keyId = fal.created().get(fal.created().size() - 1).id();
        fal.addUsage(
                keyId,
                model,
                "image",
                quantity,
                null,
                cost,
                currency,
                Instant.now().minusMillis(2));
    }

    private static void update() throws Exception {
        CostUpdate.update().get(20, TimeUnit.SECONDS);
    }

    private String page(WorkflowRun run) throws Exception {
        return jenkins.createWebClient().login("reader").getPage(run).asNormalizedText();
    }

    private JSONObject rest(WorkflowRun run) throws Exception {
        String answer = jenkins.createWebClient()
                .login("reader")
                .goTo(run.getUrl() + "api/json", "application/json")
                .getWebResponse()
                .getContentAsString();
        return JSONObject.fromObject(answer).getJSONArray("actions").stream()
                .map(JSONObject.class::cast)
                .filter(action -> action.has("costs"))
                .findFirst()
                .orElseGet(JSONObject::new);
    }

    @Test
    void aBuildShowsWhatItCost() throws Exception {
        WorkflowRun run = run("withFalKey { echo 'a' }; withFalKey { echo 'b' }");
        use("fal-ai/flux/dev", "3", "0.0750000000000000000001", "USD");
        use("fal-ai/<b>veo", "1.5", "2", "USD");
        update();

        String page = page(run);
        assertThat(page, containsString("Cost at fal so far: 2.0750000000000000000001 USD (as of"));
        assertThat(page, containsString("fal-ai/flux/dev: 3 image, 0.0750000000000000000001 USD"));
        assertThat(page, containsString("fal-ai/<b>veo: 1.5 image, 2.00 USD"));
        assertThat(page, containsString("Excluding 1 key for which fal has reported nothing"));

        JSONObject costs = rest(run);
        JSONArray lines = costs.getJSONArray("costs");
        assertEquals(2, lines.size());
        assertEquals("fal-ai/flux/dev", lines.getJSONObject(1).getString("model"));
        assertEquals("image", lines.getJSONObject(1).getString("unit"));
        assertEquals("3", lines.getJSONObject(1).getString("quantity"));
        assertEquals("0.0750000000000000000001", lines.getJSONObject(1).getString("cost"));
        assertEquals("USD", lines.getJSONObject(1).getString("currency"));
        JSONObject total = costs.getJSONArray("totals").getJSONObject(0);
        assertEquals("2.0750000000000000000001", total.getString("cost"));
        assertEquals("USD", total.getString("currency"));
        assertThat(costs.getString("asOf"), containsString("T"));
    }

    @Test
    void currenciesAreNotAddedAndNewFiguresReplaceOldOnes() throws Exception {
        WorkflowRun run = run("withFalKey { echo 'a' }");
        use("fal-ai/flux/dev", "1", "1", "USD");
        update();
        use("fal-ai/flux/dev", "1", "2", "USD");
        use("fal-ai/flux/dev", "1", "4", "EUR");
        update();

        assertThat(page(run), containsString("Cost at fal so far: 4.00 EUR + 3.00 USD"));
    }

    @Test
    void theFiguresAreSavedWithTheBuild() throws Exception {
        WorkflowRun run = run("withFalKey { echo 'a' }");
        use("fal-ai/flux/dev", "1", "0.25", "USD");
        update();

        String file = Files.readString(run.getRootDir().toPath().resolve("build.xml"));
        assertThat(file, containsString("RunCosts"));
        FalApiStub.Key key = fal.created().get(0);
        assertThat(file, not(containsString(key.value().substring(key.id().length() + 1))));
        run.reload();
        assertThat(page(run), containsString("Cost at fal so far: 0.25 USD"));
    }

    @Test
    void aBuildWithoutFiguresShowsNothing() throws Exception {
        WorkflowRun without = run("echo 'no key'");
        WorkflowRun unreported = run("withFalKey { echo 'a' }");
        update();

        assertThat(page(without), not(containsString("Cost at fal")));
        assertThat(page(unreported), not(containsString("Cost at fal")));
        assertEquals(new JSONObject(), rest(unreported));
    }

    @Test
    void falIsQueriedOnceAMinute() {
        assertEquals(TimeUnit.MINUTES.toMillis(1), new CostUpdate().getRecurrencePeriod());
    }

    @Test
    void usersWhoCannotReadTheJobSeeNothing() throws Exception {
        WorkflowRun run = run("withFalKey { echo 'a' }");
        use("fal-ai/flux/dev", "1", "0.25", "USD");
        update();

        jenkins.createWebClient().login("stranger").assertFails(run.getUrl(), 404);
        jenkins.createWebClient().login("stranger").assertFails(run.getUrl() + "api/json", 404);
    }
}
