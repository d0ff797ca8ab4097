package io.jenkins.plugins.falkeys.engine.simulation;

import java.time.Duration;

/** Everything that exists once per run. */
final class World {

    /** Derives the second seed from the first one. */
    private static final long LIST_SEED = -258;

    final Randomness random;

    /** A separate sequence, so that the decisions about managed keys do not affect runs without them. */
    final Randomness listRandom;

    final Coverage coverage = new Coverage();
    final Trace trace;
    final Scheduler scheduler;
    final FaultRates faultRates;
    final Oracle oracle;
    final SimulatedFal fal;

    /** How long a request may wait for fal. */
    final Duration waitBudget;

    World(long seed, boolean keepTrace) {
        random = new Randomness(seed);
        listRandom = new Randomness(seed ^ LIST_SEED);
        trace = new Trace(keepTrace);
        scheduler = new Scheduler(random, coverage);
        faultRates = new FaultRates(random);
        oracle = new Oracle(this);
        fal = new SimulatedFal(this);
        waitBudget = Duration.ofSeconds(random.pick(5, 60, 300));
    }

    void log(String actor, String what) {
        trace.add(scheduler.now(), actor, what);
    }
}
