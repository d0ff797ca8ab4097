package io.jenkins.plugins.falkeys.controller;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.bench.Samples;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * Compares the processor time that a Pipeline needs to write 100 MB of log under each mask. Because of its name, it is
 * not part of the suite. The suite also limits the JVM to its first-level compiler, unlike a controller, so run it with
 * {@code mvn verify -Dtest=MaskingBenchmark -DargLine='-Xmx768M @{jenkins.addOpens}'}.
 */
@WithJenkins
class MaskingBenchmark {

    private static final int LOG_SIZE = 100_000_000;
    private static final int ROUNDS = 5;

    private static final ThreadMXBean TIME = ManagementFactory.getThreadMXBean();

    private static long nanos;

    @Test
    void compare(JenkinsRule jenkins) throws Exception {
        try (FalApiStub fal = new FalApiStub().start()) {
            Controllers.use(fal);
            secretText("one", "0d9f8e7c6b5a49382716f5e4d3c2b1a0");
            secretText("two", "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy");
            secretText("key", "1f3c9a52-77aa-4b1e-9e0d-3f1b2c4d5e6f:0d9f8e7c6b5a49382716f5e4d3c2b1a0");
            Map<String, String> blocks = new LinkedHashMap<>();
            blocks.put("no mask", "writeLog()");
            blocks.put("withCredentials, 2 secrets", """
                    withCredentials([
                        string(credentialsId: 'one', variable: 'ONE'), string(credentialsId: 'two', variable: 'TWO')]) {
                        writeLog()
                    }""");
            blocks.put("withCredentials, a fal key", """
                    withCredentials([string(credentialsId: 'key', variable: 'FAL_KEY')]) {
                        writeLog()
                    }""");
            blocks.put("withFalKey", "withFalKey { writeLog() }");
            Map<String, Samples> times = new LinkedHashMap<>();
            for (int round = -1; round < ROUNDS; round++) { // the first round warms up
                for (Map.Entry<String, String> block : blocks.entrySet()) {
                    WorkflowJob job = jenkins.createProject(WorkflowJob.class);
                    Controllers.script(job, block.getValue());
                    jenkins.buildAndAssertStatus(Result.SUCCESS, job);
                    job.delete();
                    if (round >= 0) {
                        times.computeIfAbsent(block.getKey(), name -> new Samples())
                                .add(nanos);
                    }
                }
            }
            Samples reference = times.get("withCredentials, 2 secrets");
            System.out.println("| block | CPU time | ratio |");
            System.out.println("|---|---|---|");
            times.forEach((name, all) ->
                    System.out.printf("| %s | %.2f s | %.2f |%n", name, all.seconds(), all.ratioTo(reference)));
        }
    }

    private static void secretText(String id, String secret) throws Exception {
        Controllers.rootStore()
                .addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, id, secret));
    }

    /** A million bytes of typical build output: words, paths, times and hashes. */
    private static byte[] lines() {
        Random random = new Random(1);
        String[] words = {"Downloading", "compiled", "src/main/java/Main.java", "WARNING:", "2026-11-25T15:29:16Z", "ok"
        };
        StringBuilder lines = new StringBuilder();
        while (lines.length() < 1_000_000) {
            for (int i = random.nextInt(12); i > 0; i--) {
                lines.append(words[random.nextInt(words.length)]).append(' ');
            }
            if (random.nextInt(4) == 0) {
                lines.append(Long.toHexString(random.nextLong())).append(Long.toHexString(random.nextLong()));
            }
            lines.append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    public static final class WriteLogStep extends Step {

        @DataBoundConstructor
        public WriteLogStep() {
            // it has no parameters
        }

        @Override
        public StepExecution start(StepContext context) {
            return new Execution(context);
        }

        @TestExtension
        public static final class DescriptorImpl extends StepDescriptor {

            @Override
            public String getFunctionName() {
                return "writeLog";
            }

            @Override
            public Set<? extends Class<?>> getRequiredContext() {
                return Set.of(TaskListener.class);
            }
        }

        private static final class Execution extends SynchronousNonBlockingStepExecution<Void> {

            private static final long serialVersionUID = 1L;

            Execution(StepContext context) {
                super(context);
            }

            @Override
            protected Void run() throws Exception {
                byte[] lines = lines();
                PrintStream log = getContext().get(TaskListener.class).getLogger();
                long begin = TIME.getCurrentThreadCpuTime();
                for (int written = 0; written < LOG_SIZE; written += lines.length) {
                    // in the chunks in which a process's output is copied
                    for (int at = 0; at < lines.length; at += 8192) {
                        log.write(lines, at, Math.min(8192, lines.length - at));
                    }
                }
                log.flush();
                nanos = TIME.getCurrentThreadCpuTime() - begin;
                return null;
            }
        }
    }
}
