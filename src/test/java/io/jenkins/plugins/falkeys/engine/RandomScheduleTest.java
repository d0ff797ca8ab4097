package io.jenkins.plugins.falkeys.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens in whichever order, and wherever the controller dies: in the end fal holds exactly the keys that
 * Jenkins knows of. A failure names its seed, and {@code -Dschedule=SEED} runs that one again.
 */
class RandomScheduleTest {

    private static final int SCHEDULES = 200;
    private static final int AT_ONCE = 12;
    private static final Logger LOGGER = Logger.getLogger(KeyService.class.getPackageName());

    private final Map<String, Integer> crashes = new ConcurrentSkipListMap<>();

    @TempDir
    Path folder;

    @BeforeEach
    void silence() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterEach
    void restore() {
        LOGGER.setLevel(null);
    }

    @Test
    void falHoldsWhatJenkinsKnows() throws Exception {
        Long chosen = Long.getLong("schedule");
        long[] seeds = chosen == null ? LongStream.range(0, SCHEDULES).toArray() : new long[] {chosen};
        System.out.println("Schedules: seeds " + seeds[0] + " to " + seeds[seeds.length - 1]);
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<String>> running = new ArrayList<>();
        for (long seed : seeds) {
            running.add(pool.submit(() -> run(seed)));
        }
        List<String> failures = new ArrayList<>();
        for (Future<String> one : running) {
            if (one.get() != null) {
                failures.add(one.get());
            }
        }
        pool.shutdown();
        System.out.println("Crashes: " + crashes);
        if (!failures.isEmpty()) {
            throw new AssertionError(
                    failures.size() + " of " + seeds.length + " schedules failed.\n" + String.join("\n\n", failures));
        }
    }

    /** Null when all was well. */
    private String run(long seed) throws Exception {
        try (Schedule schedule = new Schedule(seed, Files.createDirectory(folder.resolve("seed" + seed)))) {
            String point = schedule.run();
            crashes.merge(point == null ? "none" : point, 1, Integer::sum);
            return null;
        } catch (AssertionError e) {
            return "Seed " + seed + ", run it again with -Dtest=RandomScheduleTest -Dschedule=" + seed + "\n"
                    + e.getMessage();
        }
    }
}
