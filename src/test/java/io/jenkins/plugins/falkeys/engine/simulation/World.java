package io.jenkins.plugins.falkeys.engine.simulation;

import java.time.Duration;

/** What exists once per run. */
final class World {

    /** Derives another seed from a seed. */
    private static final long LISTS = -258;

    final Chance chance;

    /** Separate, so that runs without lists of managed keys do not depend on these random decisions. */
    final Chance listChance;

    final Coverage coverage = new Coverage();
    final Trace trace;
    final Scheduler scheduler;
    final Weather weather;
    final Judge judge;
    final SimulatedFal fal;

    /** How long a request may wait for fal. */
    final Duration waitBudget;

    World(long seed, boolean written) {
        chance = new Chance(seed);
        listChance = new Chance(seed ^ LISTS);
        trace = new Trace(written);
        scheduler = new Scheduler(chance, coverage);
        weather = new Weather(chance);
        judge = new Judge(this);
        fal = new SimulatedFal(this);
        waitBudget = Duration.ofSeconds(chance.of(5, 60, 300));
    }

    void tell(String actor, String what) {
        trace.add(scheduler.now(), actor, what);
    }
}
