package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import io.jenkins.plugins.falkeys.FalApiStub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTable;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The page 'Costs' under 'fal API keys', with builds of today, and days of which only the file is left. */
@WithJenkins
class CostPageTest {

    private static final String PAGE = "manage/fal-keys/costs/";
    private static final String JANUARY = "?from=2026-01-01&to=2026-01-31";

    private static final FalApiStub FAL = new FalApiStub();
    private static JenkinsRule jenkins;

    @BeforeAll
    static void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(FAL.start());
        Folder team = jenkins.createProject(Folder.class, "team");
        spend(team.createProject(WorkflowJob.class, "job"), "fal-ai/flux/dev", "1.10000000000000000000001", "USD");
        spend(team.createProject(WorkflowJob.class, "=1+1"), "fal-ai/flux/dev", "10", "USD");
        spend(jenkins.createProject(WorkflowJob.class, "single"), "fal-ai/veo", "3", "EUR");
        CostUpdate.update().get(20, TimeUnit.SECONDS);
        past("2026-01-05", "team", "team/job", "<script>alert(1)</script>", "0.1", "USD");
        past("2026-01-06", "team", "team/job", "fal-ai/flux/dev", "0.2", "USD");
        past("2026-01-07", "x", "x/<img src=q onerror=alert(2)>", "@a,\"b\"", "9", "USD");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Jenkins.SYSTEM_READ, Item.READ)
                .everywhere()
                .to("auditor")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("reader"));
    }

    @AfterAll
    static void tearDown() {
        FAL.close();
    }

    private static void spend(WorkflowJob job, String model, String cost, String currency) throws Exception {
        Controllers.script(job, "withFalKey { echo 'a' }");
        jenkins.buildAndAssertSuccess(job);
        String keyId = FAL.created().get(FAL.created().size() - 1).id();
        FAL.addUsage(
                keyId, model, "image", "2", null, cost, currency, Instant.now().minusMillis(2));
    }

    /** A file as it would have been written earlier. */
    private static void past(String day, String folder, String job, String model, String cost, String currency)
            throws Exception {
        past(day, cost(day, folder, job, model, cost, currency));
    }

    private static JSONObject cost(String day, String folder, String job, String model, String cost, String currency) {
        return new JSONObject()
                .accumulate("day", day)
                .accumulate("folder", folder)
                .accumulate("job", job)
                .accumulate("model", model)
                .accumulate("unit", "image")
                .accumulate("currency", currency)
                .accumulate("quantity", 4)
                .accumulate("cost", cost);
    }

    private static void past(String day, JSONObject cost) throws Exception {
        Path file = jenkins.jenkins.getRootDir().toPath().resolve("fal-keys/costs/" + day + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                new JSONObject()
                        .accumulate("costs", List.of(cost))
                        .accumulate("records", List.of())
                        .toString());
    }

    private static JenkinsRule.WebClient client(@CheckForNull String user) {
        JenkinsRule.WebClient client = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .withJavaScriptEnabled(false);
        return user == null ? client : client.withBasicCredentials(user);
    }

    private static HtmlPage page(String query) throws Exception {
        return client("auditor").goTo(PAGE + query);
    }

    private static String file(String path) throws Exception {
        return client("auditor").goTo(PAGE + path, null).getWebResponse().getContentAsString();
    }

    /** The rows of a table without its header, one per line. */
    private static String rows(HtmlPage page, String table) {
        HtmlTable found = page.getHtmlElementById("fal-costs-" + table);
        return found.getRows().stream()
                .skip(1)
                .map(row -> row.getCells().stream()
                        .map(cell -> cell.asNormalizedText())
                        .collect(Collectors.joining(" | ")))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void addsUpToTheLastDigitAndKeepsCurrenciesApart() throws Exception {
        HtmlPage page = page("");

        assertThat(page.asNormalizedText(), containsString("Total: 3.00 EUR + 11.10000000000000000000001 USD"));
        assertEquals("team | 11.10000000000000000000001 | USD\nTop level | 3.00 | EUR", rows(page, "folder"));
        assertEquals(
                "team/=1+1 | 10.00 | USD\nsingle | 3.00 | EUR\nteam/job | 1.10000000000000000000001 | USD",
                rows(page, "job"));
        assertEquals(
                "fal-ai/flux/dev | 4 image | 11.10000000000000000000001 | USD\nfal-ai/veo | 2 image | 3.00 | EUR",
                rows(page, "model"));
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        assertThat(rows(page, "day"), containsString(today + " | 3.00 | EUR"));
        assertThat(rows(page, "day"), containsString(today + " | 11.10000000000000000000001 | USD"));
        assertTrue(
                page.getHtmlElementById("fal-costs-job").getAttribute("class").contains("sortable"));
    }

    @Test
    void keepsDaysWhoseRecordsWereDropped() throws Exception {
        HtmlPage page = page(JANUARY + "&item=team");

        assertThat(page.asNormalizedText(), containsString("Total: 0.30 USD"));
        assertEquals("2026-01-06 | 0.20 | USD\n2026-01-05 | 0.10 | USD", rows(page, "day"));
        assertEquals("team/job | 0.30 | USD", rows(page, "job"));
    }

    @Test
    void showsAPeriodRequestedInTheForm() throws Exception {
        HtmlForm form = page("").getFirstByXPath("//form[@role='search']");
        form.getInputByName("from").setValue("2026-01-06");
        form.getInputByName("to").setValue("2026-01-07");
        HtmlPage found = form.<HtmlElement>getFirstByXPath(".//button").click();

        assertThat(found.asNormalizedText(), containsString("Total: 9.20 USD"));
        assertThat(
                page("?from=2020-01-01&to=2020-01-02").asNormalizedText(), containsString("No costs in this period"));
        assertThat(page("?from=x&to=2020-01-02").asNormalizedText(), containsString("3.00 EUR"));
    }

    @Test
    void aFolderLinksToItsOwnCosts() throws Exception {
        HtmlPage team = page("").getAnchorByText("team").click();

        assertThat(team.asNormalizedText(), containsString("Total: 11.10000000000000000000001 USD"));
    }

    /** The page does not guess what the file does not say. */
    @Test
    void keysWithoutAJobAreNamedAfterTheirOwner() throws Exception {
        String query = "?from=2026-02-01&to=2026-02-28";
        past("2026-02-01", cost("2026-02-01", "", "", "a", "4", "USD").accumulate("managed", true));
        past("2026-02-02", cost("2026-02-02", "team", "", "a", "3", "USD").accumulate("managed", true));
        past("2026-02-03", cost("2026-02-03", "team", "", "a", "2", "USD"));

        HtmlPage page = page(query);

        assertEquals(
                "Managed keys of the controller | 4.00 | USD\n"
                        + "Managed keys of the folder 'team' | 3.00 | USD\n"
                        + "Keys without an owner | 2.00 | USD",
                rows(page, "job"));
        assertEquals("team | 5.00 | USD\nTop level | 4.00 | USD", rows(page, "folder"));
        HtmlTable jobs = page.getHtmlElementById("fal-costs-job");
        assertThat(jobs.getByXPath(".//tbody//a"), empty());
        assertEquals("""
                day,folder,job,model,unit,quantity,currency,cost,managed\r
                2026-02-01,"","","a","image",4,"USD",4,true\r
                2026-02-02,"team","","a","image",4,"USD",3,true\r
                2026-02-03,"team","","a","image",4,"USD",2,false\r
                """, file("csv" + query));
        JSONArray costs = JSONObject.fromObject(file("json" + query)).getJSONArray("costs");
        assertTrue(costs.getJSONObject(0).getBoolean("managed"));
        assertFalse(costs.getJSONObject(2).getBoolean("managed"));
    }

    @Test
    void namesAreEscaped() throws Exception {
        HtmlPage page = page(JANUARY + "&item=%22%3E%3Cscript%3Ealert(3)%3C/script%3E");
        assertNull(page.getFirstByXPath("//script[contains(., 'alert')]"));

        page = page(JANUARY);
        assertThat(page.asNormalizedText(), containsString("<script>alert(1)</script>"));
        assertThat(page.asNormalizedText(), containsString("x/<img src=q onerror=alert(2)>"));
        assertNull(page.getFirstByXPath("//script[contains(., 'alert')] | //img[@onerror]"));
    }

    @Test
    void theCsvFileHasEveryLineAndNoFormulas() throws Exception {
        assertEquals("""
                day,folder,job,model,unit,quantity,currency,cost,managed\r
                2026-01-05,"team","team/job","<script>alert(1)</script>","image",4,"USD",0.1,false\r
                2026-01-06,"team","team/job","fal-ai/flux/dev","image",4,"USD",0.2,false\r
                2026-01-07,"x","x/<img src=q onerror=alert(2)>","'@a,""b\""","image",4,"USD",9,false\r
                """, file("csv" + JANUARY));
        assertThat(file("csv"), containsString(",\"team/job\",\"fal-ai/flux/dev\",\"image\",2,\"USD\",1.1000"));
        assertEquals(
                "attachment; filename=\"fal-costs-2026-01-01-2026-01-31.csv\"",
                client("auditor")
                        .goTo(PAGE + "csv" + JANUARY, "text/csv")
                        .getWebResponse()
                        .getResponseHeaderValue("Content-Disposition"));
    }

    @Test
    void theJsonFileHasEveryLine() throws Exception {
        JSONObject costs = JSONObject.fromObject(file("json" + JANUARY + "&item=/team/job/"));

        assertEquals("2026-01-01", costs.getString("from"));
        assertEquals(
                "{\"currency\":\"USD\",\"cost\":\"0.3\"}",
                costs.getJSONArray("totals").getString(0));
        assertEquals(2, costs.getJSONArray("costs").size());
        JSONObject line = costs.getJSONArray("costs").getJSONObject(1);
        assertEquals("2026-01-06", line.getString("day"));
        assertEquals("team/job", line.getString("job"));
        assertEquals("4", line.getString("quantity"));
        assertEquals("0.2", line.getString("cost"));
    }

    @ParameterizedTest
    @CsvSource({"admin, 200", "auditor, 200", "reader, 403"})
    void requiresSystemRead(String user, int status) throws Exception {
        for (String path : List.of("", "csv", "json")) {
            assertEquals(
                    status,
                    client(user).goTo(PAGE + path, null).getWebResponse().getStatusCode(),
                    path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "csv", "json"})
    void usersWhoAreNotLoggedInAreSentToTheLoginPage(String path) throws Exception {
        String answer = client(null).goTo(PAGE + path, null).getWebResponse().getContentAsString();

        assertThat(answer, containsString("j_username"));
        assertThat(answer, not(containsString("fal-ai")));
    }

    @Test
    void thePageOfKeysLinksToIt() throws Exception {
        HtmlPage keys = client("auditor").goTo("manage/fal-keys/");
        HtmlPage costs = keys.getAnchorByText("Costs").click();
        assertThat(costs.getUrl().getPath(), containsString("/fal-keys/costs/"));
    }
}
