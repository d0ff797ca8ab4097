package io.jenkins.plugins.falkeys.controller;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.run.RunCosts;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A controller without any of the optional plugins. */
class WithoutOptionalPluginsTest {

    @RegisterExtension
    private final RealJenkinsExtension controller = new RealJenkinsExtension()
            .omitPlugins("echarts-api", "metrics", "configuration-as-code", "junit", "matrix-project");

    private final FalApiStub fal = new FalApiStub();

    @AfterEach
    void tearDown() {
        fal.close();
    }

    @Test
    void theCostTableWorksWithoutTheChart() throws Throwable {
        fal.start();
        controller.startJenkins();
        controller.runRemotely(WithoutOptionalPluginsTest::build, fal.url());
        String keyId = fal.created().get(0).id();
        fal.addUsage(
                keyId, "fal-ai/veo", "s", "1", null, "0.5", "USD", Instant.now().minusMillis(2));
        controller.runRemotely(WithoutOptionalPluginsTest::check);
    }

    private static void build(JenkinsRule jenkins, String apiUrl) throws Exception {
        for (String plugin : List.of("echarts-api", "metrics")) {
            assertNull(jenkins.jenkins.getPlugin(plugin), plugin);
        }
        Controllers.use(apiUrl);
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
        Controllers.script(job, "withFalKey { echo 'a' }");
        jenkins.buildAndAssertSuccess(job);
    }

    private static void check(JenkinsRule jenkins) throws Exception {
        FalKeys.get().keys().upkeep().collectCosts(RunCosts::save).get(20, TimeUnit.SECONDS);
        JenkinsRule.WebClient client = jenkins.createWebClient().withJavaScriptEnabled(false);

        HtmlPage job = client.goTo("job/job/");
        assertFalse(job.asXml().contains("echarts"));
        HtmlPage costs = job.getAnchorByText("Costs at fal").click();
        assertTrue(costs.asNormalizedText().contains("0.50 USD"), costs.asNormalizedText());
        assertTrue(client.goTo("manage/fal-keys/costs/").asNormalizedText().contains("Total: 0.50 USD"));
    }
}
