package io.jenkins.plugins.falkeys.controller;

import io.jenkins.plugins.falkeys.bench.ManyRecords;
import io.jenkins.plugins.falkeys.bench.Samples;
import io.jenkins.plugins.falkeys.bench.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * Measures how long a controller takes to start without the plugin, with it, and with many records. The name of this
 * class keeps it out of the suite.
 */
class StartBenchmark {

    private static final int ROUNDS = 5;

    @RegisterExtension
    private final RealJenkinsExtension without =
            new RealJenkinsExtension().omitPlugins("fal-keys").withTimeout(1200);

    @RegisterExtension
    private final RealJenkinsExtension empty = new RealJenkinsExtension().withTimeout(1200);

    @RegisterExtension
    private final RealJenkinsExtension full = new RealJenkinsExtension().withTimeout(1200);

    @Test
    void measure() throws Throwable {
        int size = Sizes.of(100_000)[0];
        ManyRecords.write(full.getHome().toPath().resolve("fal-keys"), size);
        Samples withoutPlugin = new Samples();
        Samples emptyLedger = new Samples();
        Samples fullLedger = new Samples();
        Samples loaded = new Samples();
        for (int round = -1; round < ROUNDS; round++) { // the first start unpacks the plugins
            if (round == 0) {
                withoutPlugin.clear();
                emptyLedger.clear();
                fullLedger.clear();
                loaded.clear();
            }
            withoutPlugin.time(without::startJenkins);
            without.stopJenkins();
            emptyLedger.time(empty::startJenkins);
            empty.stopJenkins();
            loaded.time(() -> {
                fullLedger.time(full::startJenkins);
                full.runRemotely(DashboardBenchmark::awaitRecords);
            });
            full.stopJenkins();
        }
        System.out.println("| controller | time to start | ratio |");
        System.out.println("|---|---|---|");
        row("without the plugin", withoutPlugin, emptyLedger);
        row("with the plugin, no records", emptyLedger, emptyLedger);
        row("with the plugin, %,d records".formatted(size), fullLedger, emptyLedger);
        row("the same, until the records are in memory", loaded, emptyLedger);
    }

    private static void row(String controller, Samples times, Samples reference) {
        System.out.printf("| %s | %.2f s | %.2f |%n", controller, times.seconds(), times.ratioTo(reference));
    }
}
