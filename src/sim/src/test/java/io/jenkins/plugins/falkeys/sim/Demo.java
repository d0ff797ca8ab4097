package io.jenkins.plugins.falkeys.sim;

import hudson.Util;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.scenarios.Setup;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.LogManager;

/**
 * Runs a Jenkinsfile for people to watch: its log, then what is in the store and in the ledger at the end. The exit code
 * says whether the build was good.
 */
public final class Demo {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

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
        // Else the build tool would report on a stub's threads, and on the exit code.
        Runtime.getRuntime().halt(good ? 0 : 1);
    }

    private static boolean run(Path jenkinsfile) throws Exception {
        String adminKey = Optional.ofNullable(Util.fixEmptyAndTrim(System.getenv("FAL_ADMIN_KEY")))
                .orElse(FalApiStub.ADMIN_KEY);
        String script = Files.readString(jenkinsfile, StandardCharsets.UTF_8);
        try (FalApiStub fal = new FalApiStub().start();
                SimController controller = new SimController(
                        URI.create(System.getProperty("fal.apiUrl", fal.url())), adminKey, Setup.usual())) {
            fal.addAccount(adminKey);
            String result = PipelineRun.run(controller, "demo", script, new BuildLog(System.out));
            controller.awaitDeletions(LONGEST_WAIT);
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

    /** A key whose answer was lost has no ID. */
    private static void print(KeyRecord keyRecord) {
        String keyId = keyRecord.keyId() == null ? "-" : keyRecord.keyId();
        System.out.println("ledger " + keyId + " " + keyRecord.state() + " " + keyRecord.alias());
    }
}
