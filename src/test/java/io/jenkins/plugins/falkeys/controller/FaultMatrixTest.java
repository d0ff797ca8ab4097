package io.jenkins.plugins.falkeys.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.controller.faults.Certificates;
import io.jenkins.plugins.falkeys.controller.faults.Fault;
import io.jenkins.plugins.falkeys.controller.faults.Matrix;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * Combines every fault with every operation, on a real controller. The results are in {@code docs/fault-matrix.md}, and
 * must be the same each time; {@code -Dfault.matrix.write} rewrites that page.
 */
@EnabledIfSystemProperty(
        named = "fault.matrix",
        matches = "true",
        disabledReason = "takes minutes: -Dfault.matrix=true")
@WithJenkins
class FaultMatrixTest {

    private static final Path PAGE = Path.of("docs", "fault-matrix.md");
    private static final String BEGIN = "<!-- matrix: written by FaultMatrixTest -->\n";
    private static final String END = "<!-- end of matrix -->\n";
    private static final Logger LOGGER = Logger.getLogger("io.jenkins.plugins.falkeys");
    private static final int EXECUTORS = 8;

    private final FalApiStub fal = new FalApiStub();
    private final Certificates certificates = new Certificates();
    private final Queue<String> systemLog = new ConcurrentLinkedQueue<>();
    private final Handler logReader = new Handler() {

        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord logRecord) {
            systemLog.add(formatter.format(logRecord));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private JenkinsRule jenkins;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(fal.start());
        jenkins.jenkins.setNumExecutors(EXECUTORS);
        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        configuration.setWaitBudgetSeconds(10);
        configuration.setConnectTimeoutSeconds(1);
        configuration.setReadTimeoutSeconds(3);
        LOGGER.addHandler(logReader);
    }

    @AfterEach
    void tearDown() {
        LOGGER.removeHandler(logReader);
        jenkins.jenkins.setProxy(null);
        fal.close();
    }

    @Test
    void everyFaultEndsAsDocumented() throws Exception {
        Matrix matrix = new Matrix(fal, certificates, this::trust);
        for (List<Fault> group : Fault.groups()) {
            matrix.run(group);
            replaceEngine();
        }
        matrix.recover();
        matrix.checkSecrets("the system log", String.join("\n", systemLog));

        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        String written = page.substring(0, begin) + matrix.table() + "\n" + page.substring(page.indexOf(END));
        if (System.getProperty("fault.matrix.write") != null) {
            Files.writeString(PAGE, written);
            return;
        }
        assumeTrue(page.contains("\n### "), PAGE + " has no tables yet");
        assertEquals(page, written);
    }

    /** Neither rate limits nor records of one group may affect the next one. The old engine keeps its own. */
    private void replaceEngine() throws IOException, InterruptedException {
        for (File file : new File(jenkins.jenkins.getRootDir(), "fal-keys").listFiles()) {
            if (file.getName().endsWith(".json")) {
                Files.delete(file.toPath());
            }
        }
        Controllers.replaceEngine();
    }

    /** As if the certificate authority were in the machine's trust store, which is read only once for all tests. */
    private void trust() {
        try {
            Field client = ProxiedHttpClient.class.getDeclaredField("client");
            client.setAccessible(true);
            client.set(null, certificates.trustedBy(ProxiedHttpClient.get()));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("ProxiedHttpClient keeps its client elsewhere", e);
        }
    }
}
