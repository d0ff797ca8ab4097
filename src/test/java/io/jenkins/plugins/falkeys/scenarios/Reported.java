package io.jenkins.plugins.falkeys.scenarios;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.FalApiStub;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What fal reports about the cost of a scenario's keys. While the scenario runs, Jenkins requests costs continuously
 * instead of once a minute.
 *
 * @param lines the usage; each line is added as soon as its key exists
 * @param delayMillis how much later fal reports it
 * @param pageSize how many lines fal puts on a page; fal's default if omitted
 */
public record Reported(
        List<Line> lines, int delayMillis, @CheckForNull Integer pageSize) {

    private static final Duration INTERVAL = Duration.ofMillis(50);

    /**
     * The usage of one key.
     *
     * @param key the number of the key: 1 for the first one created
     * @param afterDeletion whether it is reported only once the key has been deleted
     * @param afterLogLine what the log of the build must contain before it is reported; null for nothing
     * @param currency null if fal does not say
     */
    public record Line(
            int key,
            boolean afterDeletion,
            @CheckForNull String afterLogLine,
            String model,
            String quantity,
            String cost,
            @CheckForNull String currency) {

        private boolean isDue(FalApiStub fal, Supplier<String> log) {
            List<FalApiStub.Key> made = fal.created();
            return made.size() >= key
                    && !(afterDeletion && fal.keys().contains(made.get(key - 1)))
                    && (afterLogLine == null || log.get().contains(afterLogLine));
        }

        /** Requests to fal end at a whole millisecond. */
        private void report(FalApiStub fal) {
            String keyId = fal.created().get(key - 1).id();
            fal.addUsage(
                    keyId,
                    model,
                    "image",
                    quantity,
                    null,
                    cost,
                    currency,
                    Instant.now().minusMillis(2));
        }
    }

    /**
     * Starts to report.
     *
     * @param collect makes Jenkins ask for costs once
     * @param log returns the log of the build so far
     * @return stops it
     */
    public AutoCloseable start(FalApiStub fal, Supplier<CompletableFuture<Void>> collect, Supplier<String> log) {
        fal.usageDelay(Duration.ofMillis(delayMillis));
        if (pageSize != null) {
            fal.usagePageSize(pageSize);
        }
        Thread reporter = new Thread(() -> report(fal, collect, log), "usage");
        reporter.start();
        return () -> {
            reporter.interrupt();
            reporter.join();
        };
    }

    private void report(FalApiStub fal, Supplier<CompletableFuture<Void>> collect, Supplier<String> log) {
        List<Line> left = new ArrayList<>(lines);
        try {
            while (true) {
                List<Line> due =
                        left.stream().filter(line -> line.isDue(fal, log)).toList();
                due.forEach(line -> line.report(fal));
                left.removeAll(due);
                collect.get().get(10, TimeUnit.SECONDS);
                Thread.sleep(INTERVAL.toMillis());
            }
        } catch (InterruptedException e) {
            // the scenario has ended
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
