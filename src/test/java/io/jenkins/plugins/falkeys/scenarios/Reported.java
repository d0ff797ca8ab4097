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
 * What fal reports that the keys of a scenario have cost. Jenkins asks for it all the time while the scenario runs, and
 * not just once a minute.
 *
 * @param lines what is used, each line as soon as its key is there
 * @param delayMillis how much later fal reports it
 * @param pageSize how many lines fal puts on a page; as many as usual unless given
 */
public record Reported(
        List<Line> lines, int delayMillis, @CheckForNull Integer pageSize) {

    private static final Duration BREAK = Duration.ofMillis(50);

    /**
     * What one key has used.
     *
     * @param key the number of the key: 1 for the first that was made
     * @param whenGone whether it is reported only once the key is deleted
     * @param whenLogged what the log of the build must contain before it is reported; null for nothing
     * @param currency null when fal does not tell
     */
    public record Line(
            int key,
            boolean whenGone,
            @CheckForNull String whenLogged,
            String model,
            String quantity,
            String cost,
            @CheckForNull String currency) {

        private boolean isDue(FalApiStub fal, Supplier<String> log) {
            List<FalApiStub.Key> made = fal.made();
            return made.size() >= key
                    && !(whenGone && fal.keys().contains(made.get(key - 1)))
                    && (whenLogged == null || log.get().contains(whenLogged));
        }

        /** Requests end at a whole millisecond. */
        private void tell(FalApiStub fal) {
            String keyId = fal.made().get(key - 1).id();
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
     * Begins to report.
     *
     * @param collect has Jenkins ask for costs once
     * @param log gives what the build has logged so far
     * @return ends it
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
                due.forEach(line -> line.tell(fal));
                left.removeAll(due);
                collect.get().get(10, TimeUnit.SECONDS);
                Thread.sleep(BREAK.toMillis());
            }
        } catch (InterruptedException e) {
            // the scenario is over
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
