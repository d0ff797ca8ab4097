package io.jenkins.plugins.falkeys.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens in whichever order, and wherever the controller dies: fal holds what Jenkins knows of, and nothing
 * that is in use goes. {@code -Dseeds=N} runs N seeds, {@code -Dseed=N} one of them and prints its trace.
 */
class SimulationTest {

    private static final int THREADS = 2;
    private static final int MOST_FAILURES = 5;
    private static final Logger LOGGER = Logger.getLogger("io.jenkins.plugins.falkeys");

    /** What the engine logs of the faults here only frightens its readers. */
    @BeforeAll
    static void silence() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void restore() {
        LOGGER.setLevel(null);
    }

    @Test
    void falHoldsWhatJenkinsKnowsWhateverHappens() throws InterruptedException {
        Long chosen = Long.getLong("seed");
        if (chosen != null) {
            Simulation.Result result = new Simulation(chosen, true).run();
            System.out.println(result.trace());
            assertEquals(List.of(), result.violations());
            return;
        }
        AtomicLong next = new AtomicLong();
        long seeds = Long.getLong("seeds", 10_000);
        Coverage coverage = new Coverage();
        List<Long> failed = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(new Thread(() -> {
                for (long seed = next.getAndIncrement(); seed < seeds; seed = next.getAndIncrement()) {
                    Simulation.Result result = new Simulation(seed, false).run();
                    synchronized (coverage) {
                        coverage.add(result.coverage());
                    }
                    if (!result.violations().isEmpty()) {
                        failed.add(seed);
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println(coverage);
        if (!failed.isEmpty()) {
            fail(failed.size() + " seeds failed.\n" + describe(failed));
        }
    }

    private static String describe(List<Long> failed) {
        StringBuilder text = new StringBuilder();
        failed.stream().sorted().limit(MOST_FAILURES).forEach(seed -> {
            Simulation.Result result = new Simulation(seed, false).run();
            text.append("mvn -f src/sim test -Dtest=SimulationTest -Dseed=")
                    .append(seed)
                    .append('\n');
            result.violations()
                    .forEach(violation -> text.append("    ").append(violation).append('\n'));
        });
        return text.toString();
    }

    @Test
    void seedGivesOneTrace() {
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
