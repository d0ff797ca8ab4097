package io.jenkins.plugins.falkeys.engine.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** All random decisions in a run, drawn from one seed. */
final class Randomness {

    private final SplittableRandom random;

    Randomness(long seed) {
        random = new SplittableRandom(seed);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    boolean percent(int probability) {
        return probability > 0 && random.nextInt(100) < probability;
    }

    /** Both bounds are inclusive. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    Duration millis(int least, int most) {
        return Duration.ofMillis(between(least, most));
    }

    <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    @SafeVarargs
    final <T> T pick(T... all) {
        return all[random.nextInt(all.length)];
    }

    /** For the engine, which draws IDs and the like. */
    RandomGenerator generator() {
        return random;
    }
}
