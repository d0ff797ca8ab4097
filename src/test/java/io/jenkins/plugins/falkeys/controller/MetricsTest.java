package io.jenkins.plugins.falkeys.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The metrics about fal API keys. */
@WithJenkins
class MetricsTest {

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

    private JSONObject metrics(String kind) throws Exception {
        String answer = jenkins.createWebClient()
                .goTo("metrics/currentUser/metrics", "application/json")
                .getWebResponse()
                .getContentAsString();
        return JSONObject.fromObject(answer).getJSONObject(kind);
    }

    private int count(String name) throws Exception {
        return metrics("counters").getJSONObject(name).getInt("count");
    }

    private JSONObject timer(String name) throws Exception {
        return metrics("timers").getJSONObject(name);
    }

    private double gauge(String name) throws Exception {
        return metrics("gauges").getJSONObject(name).getDouble("value");
    }

    @Test
    void reportWhatHappened() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
        Controllers.script(job, "falCreateKey 'Stored'; withFalKey { echo 'a' }");
        fal.next("{on: 'POST', status: 429}");
        jenkins.buildAndAssertSuccess(job);
        String keyId = FalKeys.get().keys().records().all().get(0).keyId();
        fal.addUsage(keyId, "m", "image", "1", null, "1.5", "USD", Instant.now().minusMillis(2));
        CostUpdate.update().get(20, TimeUnit.SECONDS);
        fal.addUsage(keyId, "m", "image", "1", null, "1", "USD", Instant.now().minusMillis(2));
        CostUpdate.update().get(20, TimeUnit.SECONDS);
        fal.next("{on: 'POST', status: 403}");
        Controllers.script(job, "falCreateKey 'Refused'");
        jenkins.buildAndAssertStatus(Result.FAILURE, job);

        assertEquals(2, count("fal.keys.minted"));
        assertEquals(1, count("fal.keys.mint.failed"));
        assertEquals(1, count("fal.keys.revoked"));
        assertEquals(0, count("fal.keys.revocation.failed"));
        assertEquals(1, gauge("fal.keys.state.active"));
        assertEquals(1, gauge("fal.keys.state.deleted"));
        assertEquals(1, timer("fal.keys.calls.create.limited").getInt("count"));
        assertEquals(1, timer("fal.keys.calls.create.refused").getInt("count"));
        assertEquals(2, timer("fal.keys.calls.create.success").getInt("count"));
        assertTrue(timer("fal.keys.calls.create.success").getDouble("max") > 0);
        assertTrue(timer("fal.keys.waits").getInt("count") >= 1);
        String cost = metrics("gauges").keySet().stream()
                .map(Object::toString)
                .filter(name -> name.startsWith("fal.keys.cost."))
                .findFirst()
                .orElseThrow();
        assertTrue(cost.endsWith(".USD"), cost);
        assertEquals(2.5, gauge(cost));
    }
}
