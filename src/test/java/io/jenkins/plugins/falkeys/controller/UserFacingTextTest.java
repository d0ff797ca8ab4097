package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Result;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Logs and pages say what happened, briefly and in Jenkins' usual terms. */
@WithJenkins
class UserFacingTextTest {

    private static final Pattern MACHINE_TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}");

    /** Creates the key only if the condition holds. */
    private static final String CLEANS_UP = """
        pipeline {
            agent none
            stages {
                stage('Create') {
                    when { expression { %s } }
                    steps { falCreateKey(alias: 'Nightly', credentialsId: 'fal-x') }
                }
                stage('Render') { steps { echo 'rendering' } }
            }
            post { always { falDeleteKey(credentialsId: 'fal-x') } }
        }
        """;

    private static JenkinsRule jenkins;

    private final FalApiStub fal = new FalApiStub();
    private Folder team;
    private WorkflowJob job;

    @BeforeAll
    static void setUp(JenkinsRule rule) {
        jenkins = rule;
        jenkins.jenkins.setCrumbIssuer(null); // with a crumb, forms would need slow JavaScript
    }

    @BeforeEach
    void start() throws Exception {
        Records.lose();
        Controllers.replaceEngine();
        Controllers.use(fal.start());
        team = jenkins.createProject(Folder.class, "team");
        job = team.createProject(WorkflowJob.class, "job");
    }

    @AfterEach
    void stop() throws Exception {
        team.delete();
        fal.close();
    }

    private WorkflowRun build(String script) throws Exception {
        Controllers.script(job, script);
        return jenkins.buildAndAssertSuccess(job);
    }

    private static HtmlPage page(String url) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient();
        client.setJavaScriptEnabled(false);
        return client.goTo(url);
    }

    private void awaitLiveKeys(int count) throws InterruptedException {
        for (int i = 0; i < 200 && fal.keys().size() != count; i++) {
            Thread.sleep(50);
        }
        assertThat(fal.keys(), hasSize(count));
    }

    private static List<KeyRecord> records() {
        return FalKeys.get().keys().records().all();
    }

    private static List<String> linesWith(String text, WorkflowRun run) throws Exception {
        return JenkinsRule.getLog(run)
                .lines()
                .filter(line -> line.contains(text))
                .toList();
    }

    @Test
    void aCleanUpWithNothingToDeleteLogsOneLineAndTheBuildSucceeds() throws Exception {
        WorkflowRun run = build(CLEANS_UP.formatted("false"));

        assertThat(linesWith("fal-x", run), hasSize(1));
        assertThat(linesWith("\tat ", run), empty());
    }

    @Test
    void aCleanUpAMonthAfterTheDeletionLogsOneLineAndTheBuildSucceeds() throws Exception {
        build(CLEANS_UP.formatted("true"));
        awaitLiveKeys(0);
        Records.age();
        Controllers.replaceEngine();
        assertThat(records(), empty());

        WorkflowRun run = build(CLEANS_UP.formatted("false"));

        assertThat(linesWith("fal-x", run), hasSize(1));
        assertThat(linesWith("\tat ", run), empty());
    }

    private WorkflowRun startAndAwaitApproval(String stage) throws Exception {
        Controllers.script(job, """
            pipeline {
                agent none
                stages {
                    stage('Render') {
                        agent any
                        %s
                    }
                }
            }
            """.formatted(stage));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Render?", run);
        for (int i = 0; i < 200 && run.getAction(InputAction.class) == null; i++) {
            Thread.sleep(50);
        }
        return run;
    }

    private static void approve(WorkflowRun run) throws Exception {
        run.getAction(InputAction.class).getExecutions().get(0).doProceedEmpty();
    }

    @Test
    void aKeyInTheStepsOfAStageIsMintedAfterItsApproval() throws Exception {
        WorkflowRun run = startAndAwaitApproval("""
            input { message 'Render?' }
            steps { withFalKey { sh 'echo "key $FAL_KEY"' } }
            """);
        assertThat(fal.calls(), empty());

        approve(run);

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        jenkins.assertLogContains("key ****", run);
        assertEquals(1, fal.created().size());
        awaitLiveKeys(0);
    }

    /** This is documented: Jenkins applies the options of a stage first. */
    @Test
    void aKeyInTheOptionsOfAStageExistsBeforeItsApproval() throws Exception {
        WorkflowRun run = startAndAwaitApproval("""
            options { withFalKey() }
            input { message 'Render?' }
            steps { sh 'echo "key $FAL_KEY"' }
            """);
        assertThat(fal.keys(), hasSize(1));

        approve(run);

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        awaitLiveKeys(0);
    }

    @Test
    void theComparisonAsksForConfirmationIfOpenedByItsUrl() throws Exception {
        FalApiStub.Key foreign = fal.addKey(FalApiStub.ADMIN_KEY, "Theirs");

        HtmlPage opened = page("manage/fal-keys/comparison");

        assertThat(opened.asNormalizedText(), not(containsString("no admin key")));
        assertThat(opened.asNormalizedText(), not(containsString("nothing to compare")));
        assertThat(fal.calls(), empty());
        HtmlForm form = opened.getFormByName("compare");
        HtmlPage compared = form.<HtmlElement>getFirstByXPath(".//button").click();
        assertThat(compared.asNormalizedText(), containsString(foreign.id()));
    }

    @Test
    void aBuildWithAThousandKeysShowsTotalsAndTheTenMostRelevantKeys() throws Exception {
        WorkflowRun run = build("echo 'created a thousand keys'");
        Records.write(1000, run);
        Controllers.replaceEngine();

        HtmlPage page = page(run.getUrl());

        String text = page.asNormalizedText();
        for (String total : List.of("Active: 400", "Being deleted: 200", "Deleted: 200", "Unresolved: 200")) {
            assertThat(text, containsString(total));
        }
        List<DomElement> shown = page.getByXPath("//li[contains(., 'Key 0')]");
        assertThat(shown, hasSize(10));
        shown.forEach(key -> assertThat(key.asNormalizedText(), containsString("Unresolved")));

        HtmlPage all =
                page.<HtmlAnchor>getFirstByXPath("//a[contains(., '990')]").click();
        assertThat(all.asNormalizedText(), containsString("1,000"));
        assertThat(all.<DomNode>getByXPath("//table[@id='fal-keys']/tbody/tr"), hasSize(50));
    }

    /** The link behind the counts on a build's page. */
    @Test
    void theFilterForABuildDoesNotMatchLongerBuildNumbers() throws Exception {
        Records.write(20);
        Controllers.replaceEngine();

        HtmlPage first = page("manage/fal-keys/?text=team%2Fjob%231");

        assertThat(first.<DomNode>getByXPath("//table[@id='fal-keys']/tbody/tr"), hasSize(1));
        assertThat(first.asNormalizedText(), containsString("team/job#1"));
    }

    @Test
    void timesAreInJenkinsUsualFormat() throws Exception {
        WorkflowRun made = build("falCreateKey(alias: 'Render farm', expiresAfterDays: 30)");
        WorkflowRun rotated = build("falRotateKey(credentialsId: 'fal-render-farm')");
        String createdAt = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
                .withLocale(Locale.ENGLISH)
                .withZone(ZoneId.systemDefault())
                .format(records().get(0).createdAt());

        for (String url : List.of(
                "manage/fal-keys/",
                "manage/fal-keys/key/" + records().get(0).id() + "/",
                made.getUrl(),
                rotated.getUrl())) {
            assertFalse(MACHINE_TIME.matcher(page(url).asNormalizedText()).find(), url);
        }
        assertThat(
                page("manage/fal-keys/key/" + records().get(0).id() + "/").asNormalizedText(),
                containsString(createdAt));
        for (WorkflowRun run : List.of(made, rotated)) {
            assertFalse(MACHINE_TIME.matcher(JenkinsRule.getLog(run)).find(), JenkinsRule.getLog(run));
        }
    }

    @Test
    void anAdoptedKeyCanBeRotatedByItsOwner() throws Exception {
        WorkflowJob other = team.createProject(WorkflowJob.class, "other");
        FalApiStub.Key key = fal.addKey(FalApiStub.ADMIN_KEY, "By hand");
        Controllers.folderStore(team)
                .addCredentials(
                        Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, "by-hand", key.value()));

        HtmlForm form = page("manage/fal-keys/adopt").getFormByName("adopt");
        form.getSelectByName("store").setSelectedAttribute("team", true);
        form.getInputByName("credentialsId").setValue("by-hand");
        form.getInputByName("owner").setValue("team/job");
        form.<HtmlElement>getFirstByXPath(".//button").click();

        Controllers.script(other, "falRotateKey(credentialsId: 'by-hand')");
        jenkins.buildAndAssertStatus(Result.FAILURE, other);
        build("falRotateKey(credentialsId: 'by-hand', graceMinutes: 0)");
        awaitLiveKeys(1);
        assertFalse(fal.works(key.value()));
    }
}
