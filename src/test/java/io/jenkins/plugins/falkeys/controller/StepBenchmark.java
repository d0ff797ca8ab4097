package io.jenkins.plugins.falkeys.controller;

import hudson.model.Result;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.bench.Samples;
import io.jenkins.plugins.falkeys.bench.Sizes;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * Alternates in one Pipeline between {@code falCreateKey} and the step that users have without this plugin,
 * {@code httpRequest}, and compares them. The latter only calls fal; it neither keeps a record nor stores the key. The
 * name of this class keeps it out of the suite.
 */
class StepBenchmark {

    private static final int WARM_UP = 100;
    private static final Pattern TIMES = Pattern.compile("(?m)^(\\d+) ns, (\\d+) ns$");

    @RegisterExtension
    private final RealJenkinsExtension controller = new RealJenkinsExtension().withTimeout(1200);

    private final FalApiStub fal = new FalApiStub();

    @AfterEach
    void tearDown() {
        fal.close();
    }

    @Test
    void compare() throws Throwable {
        int keys = Sizes.of(200)[0];
        fal.start();
        controller.startJenkins();
        String log = controller.runRemotely(StepBenchmark::build, fal.url(), keys);
        Samples requests = new Samples();
        Samples created = new Samples();
        TIMES.matcher(log).results().skip(WARM_UP).forEach(times -> {
            requests.add(Long.parseLong(times.group(1)));
            created.add(Long.parseLong(times.group(2)));
        });
        System.out.println("| keys | httpRequest | falCreateKey | ratio |");
        System.out.println("|---|---|---|---|");
        System.out.printf(
                "| %d | %.1f ms | %.1f ms | %.2f |%n",
                created.count(), requests.millis(), created.millis(), created.ratioTo(requests));
    }

    private static String build(JenkinsRule jenkins, String apiUrl, Integer keys) throws Exception {
        Controllers.use(apiUrl);
        String script = """
                for (int i = 0; i < %d; i++) {
                    long begin = System.nanoTime()
                    httpRequest url: '%s/keys', httpMode: 'POST', contentType: 'APPLICATION_JSON', quiet: true,
                        customHeaders: [[name: 'Authorization', value: 'Key %s', maskValue: true]],
                        requestBody: '{"alias": "Requested ' + i + '"}', validResponseCodes: '201'
                    long middle = System.nanoTime()
                    falCreateKey alias: 'Created ' + i
                    long end = System.nanoTime()
                    echo "${middle - begin} ns, ${end - middle} ns"
                }
                """.formatted(WARM_UP + keys, apiUrl, FalApiStub.ADMIN_KEY);
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, false)); // the sandbox has no clock
        return JenkinsRule.getLog(jenkins.buildAndAssertStatus(Result.SUCCESS, job));
    }
}
