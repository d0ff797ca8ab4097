package io.jenkins.plugins.falkeys.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens, in whatever order, and wherever the controller crashes: Jenkins knows every key that fal has, and
 * no key is deleted while it is in use. {@code -Dseeds=N} runs N seeds; {@code -Dseed=N} runs one and prints its trace.
 */
class SimulationTest {

    private static final int THREADS = 2;
    private static final int MAX_FAILURES = 5;
    private static final int LAST_LINES = 100;
    private static final Logger LOGGER = Logger.getLogger("io.jenkins.plugins.falkeys");

    /** Failures that the simulation causes on purpose must not clutter the log. */
    @BeforeAll
    static void silence() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void restore() {
        LOGGER.setLevel(null);
    }

    @Test
    void jenkinsKnowsEveryKeyAtFalWhateverHappens() throws Exception {
        Long chosen = Long.getLong("seed");
        if (chosen == null) {
            run(Long.getLong("seeds", 10_000));
            return;
        }
        Simulation.Result result = new Simulation(chosen, true).run();
        System.out.println(result.trace());
        assertEquals(List.of(), result.violations());
    }

    private static void run(long seeds) throws Exception {
        AtomicLong next = new AtomicLong();
        Queue<Long> failed = new ConcurrentLinkedQueue<>();
        Coverage coverage = new Coverage();
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Coverage>> parts = Stream.generate(() -> pool.submit(() -> run(next, seeds, failed)))
                    .limit(THREADS)
                    .toList();
            for (Future<Coverage> part : parts) {
                coverage.add(part.get());
            }
        } finally {
            pool.shutdownNow();
        }
        System.out.println(coverage);
        if (!failed.isEmpty()) {
            fail(failed.size() + " of " + seeds + " seeds failed.\n" + describe(failed));
        }
    }

    private static Coverage run(AtomicLong next, long seeds, Queue<Long> failed) {
        Coverage coverage = new Coverage();
        for (long seed = next.getAndIncrement(); seed < seeds; seed = next.getAndIncrement()) {
            Simulation.Result result = new Simulation(seed, false).run();
            coverage.add(result.coverage());
            if (!result.violations().isEmpty()) {
                failed.add(seed);
            }
        }
        return coverage;
    }

    /** The end of the first failed run's trace, and the commands that repeat some of the failed runs. */
    private static String describe(Queue<Long> failed) {
        StringBuilder text = new StringBuilder();
        failed.stream().sorted().limit(MAX_FAILURES).forEach(seed -> {
            Simulation.Result result = new Simulation(seed, true).run();
            if (text.isEmpty()) {
                List<String> lines = result.trace().lines().toList();
                lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
                        .forEach(line -> text.append(line).append('\n'));
            }
            text.append("mvn -f src/sim test -Dtest=SimulationTest -Dseed=")
                    .append(seed)
                    .append('\n');
            result.violations()
                    .forEach(violation -> text.append("    ").append(violation).append('\n'));
        });
        return text.toString();
    }

    @Test
    void aSeedDeterminesTheTrace() {
        for (long seed = 0; seed < 20; seed++) {
            assertEquals(
                    new Simulation(seed, true).run().hash(),
                    new Simulation(seed, false).run().hash());
        }
        assertNotEquals(
                new Simulation(1, false).run().hash(),
                new Simulation(2, false).run().hash());
    }
}
