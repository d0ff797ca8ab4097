package io.jenkins.plugins.falkeys.sim;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.demo.DemoFal;
import io.jenkins.plugins.falkeys.engine.cost.KeyCost;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.scenarios.Setup;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import java.util.stream.Collectors;

/**
 * Runs a Jenkinsfile as a demo: prints its log, and then the contents of the store and the ledger, with costs. The exit
 * code says whether the build succeeded.
 */
public final class Demo {

    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private Demo() {}

    /**
     * @param arguments the Jenkinsfile
     */
    public static void main(String... arguments) throws Exception {
        LogManager.getLogManager().reset();
        boolean good;
        try {
            good = run(Path.of(arguments[0]));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e);
            good = false;
        }
        System.out.flush();
        // Otherwise the build tool would report the stub's threads, and the exit code.
        Runtime.getRuntime().halt(good ? 0 : 1);
    }

    private static boolean run(Path jenkinsfile) throws Exception {
        String adminKey = Optional.ofNullable(Util.fixEmptyAndTrim(System.getenv("FAL_ADMIN_KEY")))
                .orElse(FalApiStub.ADMIN_KEY);
        String script = Files.readString(jenkinsfile, StandardCharsets.UTF_8);
        String otherApi = System.getProperty("fal.apiUrl");
        try (DemoFal fal = new DemoFal().start(0, 0);
                SimController controller = new SimController(
                        URI.create(otherApi == null ? fal.api().url() : otherApi), adminKey, Setup.usual())) {
            fal.api().addAccount(adminKey);
            String result = PipelineRun.run(
                    controller,
                    "demo",
                    otherApi == null ? Map.of("FAL_RUN_URL", fal.modelsUrl()) : Map.of(),
                    script,
                    new BuildLog(System.out));
            controller.awaitDeletions(MAX_WAIT);
            controller.collectCosts().get(MAX_WAIT.toSeconds(), TimeUnit.SECONDS);
            System.out.println();
            controller
                    .credentials()
                    .all()
                    .forEach((id, stored) ->
                            System.out.println("credential " + id + " Secret text " + stored.description()));
            controller.ledger().all().forEach(Demo::print);
            return result.equals("SUCCESS");
        }
    }

    /** A key whose response was lost has no ID. */
    private static void print(KeyRecord keyRecord) {
        String keyId = keyRecord.keyId() == null ? "-" : keyRecord.keyId();
        System.out.println(
                "ledger " + keyId + " " + keyRecord.state() + " " + keyRecord.alias() + cost(keyRecord.cost()));
    }

    private static String cost(@CheckForNull KeyCost cost) {
        if (cost == null || cost.lines().isEmpty()) {
            return "";
        }
        return cost.totals().entrySet().stream()
                .map(total -> total.getValue() + " " + total.getKey())
                .collect(Collectors.joining(" + ", ", cost ", ""));
    }
}
