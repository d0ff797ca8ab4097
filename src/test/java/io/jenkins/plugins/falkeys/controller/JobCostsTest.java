package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.echarts.AsyncTrendChart;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTable;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What the builds of a job cost, as shown to everybody who may read the job. */
@WithJenkins
class JobCostsTest {

    private static final FalApiStub FAL = new FalApiStub();
    private static JenkinsRule jenkins;

    @BeforeAll
    static void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(FAL.start());
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader")
                .grant(Jenkins.READ)
                .everywhere()
                .to("stranger"));
    }

    @AfterAll
    static void tearDown() {
        FAL.close();
    }

    private static void use(String cost, String currency) {
        String keyId = FAL.created().get(FAL.created().size() - 1).id();
        FAL.addUsage(
                keyId,
                "fal-ai/flux/dev",
                "image",
                "1",
                null,
                cost,
                currency,
                Instant.now().minusMillis(2));
    }

    private static void update() throws Exception {
        CostUpdate.update().get(20, TimeUnit.SECONDS);
    }

    /** A build without a key, one that cost dollars, and one that cost dollars and euros. */
    private static WorkflowJob jobWithCosts(String name) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        Controllers.script(job, "echo 'no key'");
        jenkins.buildAndAssertSuccess(job);
        Controllers.script(job, "withFalKey { echo 'a' }");
        jenkins.buildAndAssertSuccess(job);
        use("1.00000000000000000001", "USD");
        jenkins.buildAndAssertSuccess(job);
        use("2", "USD");
        use("3", "EUR");
        update();
        return job;
    }

    private static HtmlPage open(String user, String path) throws Exception {
        return jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .withJavaScriptEnabled(false)
                .withBasicCredentials(user)
                .goTo(path);
    }

    private static String rows(HtmlPage page) {
        HtmlTable table = page.getHtmlElementById("fal-costs-builds");
        return table.getRows().stream()
                .skip(1)
                .map(row -> row.getCell(0).asNormalizedText() + " | "
                        + row.getCell(2).asNormalizedText())
                .collect(Collectors.joining("\n"));
    }

    private static AsyncTrendChart chart(Job<?, ?> job) {
        return job.getAllActions().stream()
                .filter(AsyncTrendChart.class::isInstance)
                .map(AsyncTrendChart.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theTableHasTheBuildsWithFigures() throws Exception {
        WorkflowJob job = jobWithCosts("table");

        HtmlPage costs =
                open("reader", job.getUrl()).getAnchorByText("Costs at fal").click();
        assertEquals("#3 | 3.00 EUR + 2.00 USD\n#2 | 1.00000000000000000001 USD", rows(costs));
        assertThat(open("reader", job.getUrl() + "1/").asNormalizedText(), not(containsString("Cost at fal")));
    }

    @Test
    void theChartHasALineForEachCurrency() throws Exception {
        WorkflowJob job = jobWithCosts("chart");

        JSONObject model = JSONObject.fromObject(chart(job).getBuildTrendModel());
        assertEquals("[\"#2\",\"#3\"]", model.getString("domainAxisLabels"));
        List<String> lines = model.getJSONArray("series").stream()
                .map(JSONObject.class::cast)
                .map(line -> line.getString("name") + " " + line.getString("data"))
                .toList();
        assertEquals(List.of("EUR [0,3]", "USD [1,2]"), lines);
        assertThat(open("reader", job.getUrl()).asXml(), containsString("echarts-trend"));
    }

    @ParameterizedTest
    @CsvSource({"0.0123, 0.015", "0.02, 0.02", "1.31, 1.5", "87, 100", "0, 1"})
    void theAxisOfTheChartEndsWithARoundNumber(String cost, double top) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "axis " + cost);
        Controllers.script(job, "withFalKey { echo 'a' }");
        jenkins.buildAndAssertSuccess(job);
        use(cost, "USD");
        jenkins.buildAndAssertSuccess(job);
        use("0", "USD");
        update();

        JSONObject model = JSONObject.fromObject(chart(job).getBuildTrendModel());
        assertEquals(top, model.getDouble("rangeMax"));
    }

    @Test
    void usersWhoCannotReadTheJobSeeNothing() throws Exception {
        WorkflowJob job = jobWithCosts("hidden");

        assertEquals(
                404,
                open("stranger", job.getUrl() + "fal-costs/").getWebResponse().getStatusCode());
        assertEquals(
                200,
                open("reader", job.getUrl() + "fal-costs/").getWebResponse().getStatusCode());
    }

    @Test
    void aJobWithoutFiguresHasNoPage() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "without");
        Controllers.script(job, "echo 'no key'");
        jenkins.buildAndAssertSuccess(job);

        HtmlPage page = open("reader", job.getUrl());
        assertThat(page.asNormalizedText(), not(containsString("Costs at fal")));
        assertThat(page.asXml(), not(containsString("echarts-trend")));
        assertEquals(
                404,
                open("reader", job.getUrl() + "fal-costs/").getWebResponse().getStatusCode());
    }

    @Test
    void onlyTheNewestOfThousandsOfBuildsAreLoaded() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("many");
        job.getBuildWrappersList().add(new FalKeyBuildWrapper());
        Path first = jenkins.buildAndAssertSuccess(job).getRootDir().toPath();
        use("0.25", "USD");
        update();
        for (int number = 2; number <= 5000; number++) {
            Path next = Files.createDirectory(first.resolveSibling(String.valueOf(number)));
            Files.copy(first.resolve("build.xml"), next.resolve("build.xml"));
        }
        job.updateNextBuildNumber(5001);
        job.doReload();

        HtmlPage costs = open("reader", job.getUrl() + "fal-costs/");
        chart(job).getBuildTrendModel();

        HtmlTable table = costs.getHtmlElementById("fal-costs-builds");
        assertEquals(101, table.getRowCount());
        assertThat(rows(costs), containsString("#5000 | 0.25 USD"));
        assertThat(job._getRuns().getLoadedBuilds().size(), lessThan(150));
    }
}
