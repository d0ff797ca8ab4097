package io.jenkins.plugins.falkeys.controller;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.sun.management.OperatingSystemMXBean;
import hudson.model.Result;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.bench.Samples;
import io.jenkins.plugins.falkeys.bench.Sizes;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * Compares many parallel {@code withFalKey} blocks in one Pipeline with as many {@code withCredentials} blocks. The
 * controller runs in its own process, whose CPU time is measured until the last key is deleted. The name of this class
 * keeps it out of the suite.
 */
class ParallelBenchmark {

    private static final int WARM_UP = 100;
    private static final int ROUNDS = 2;

    @RegisterExtension
    private final RealJenkinsExtension controller =
            new RealJenkinsExtension().javaOptions("-Xmx2g").withTimeout(1200);

    private final FalApiStub fal = new FalApiStub();

    /** The measurements of a round. */
    private static final class Cost {

        private final Samples build = new Samples();
        private final Samples end = new Samples();
        private final Samples processor = new Samples();
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    @Test
    void compare() throws Throwable {
        Map<String, String> blocks = new LinkedHashMap<>();
        blocks.put("withCredentials", "withCredentials([string(credentialsId: 'key', variable: 'FAL_KEY')])");
        blocks.put("withFalKey", "withFalKey");
        fal.start();
        controller.startJenkins();
        controller.runRemotely(ParallelBenchmark::setUp, fal.url());
        for (String block : blocks.values()) {
            controller.runRemotely(ParallelBenchmark::build, block, WARM_UP);
        }
        System.out.println("| block | how many | build | ratio | until the last key is deleted | CPU time | ratio |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (int branches : Sizes.of(1000)) {
            Map<String, Cost> costs = new LinkedHashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                for (Map.Entry<String, String> block : blocks.entrySet()) {
                    long[] times = controller.runRemotely(ParallelBenchmark::build, block.getValue(), branches);
                    Cost cost = costs.computeIfAbsent(block.getKey(), name -> new Cost());
                    cost.build.add(times[0]);
                    cost.end.add(times[1]);
                    cost.processor.add(times[2]);
                }
            }
            Cost reference = costs.get("withCredentials");
            costs.forEach((name, cost) -> System.out.printf(
                    "| %s | %d | %.1f s | %.2f | %.1f s | %.1f s | %.2f |%n",
                    name,
                    branches,
                    cost.build.seconds(),
                    cost.build.ratioTo(reference.build),
                    cost.end.seconds(),
                    cost.processor.seconds(),
                    cost.processor.ratioTo(reference.processor)));
        }
    }

    private static void setUp(JenkinsRule jenkins, String apiUrl) throws Exception {
        Controllers.use(apiUrl);
        String key = "1f3c9a52-77aa-4b1e-9e0d-3f1b2c4d5e6f:0d9f8e7c6b5a49382716f5e4d3c2b1a0";
        Controllers.rootStore()
                .addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, "key", key));
    }

    private static long[] build(JenkinsRule jenkins, String block, Integer branches) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        Controllers.script(job, """
                def branches = [:]
                for (int i = 0; i < %d; i++) {
                    branches["branch ${i}"] = { %s { echo 'has a key' } }
                }
                parallel branches
                """.formatted(branches, block));
        long processor = processorTime();
        long begin = System.nanoTime();
        jenkins.buildAndAssertStatus(Result.SUCCESS, job);
        long built = System.nanoTime();
        while (FalKeys.get().keys().records().count(KeyState.DELETING) > 0) {
            Thread.sleep(50);
        }
        return new long[] {built - begin, System.nanoTime() - begin, processorTime() - processor};
    }

    private static long processorTime() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
