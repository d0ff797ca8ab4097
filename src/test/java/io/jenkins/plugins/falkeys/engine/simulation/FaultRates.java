package io.jenkins.plugins.falkeys.engine.simulation;

import java.time.Duration;

/** The probability of each kind of fault in a run, in percent. Many runs have only some kinds. */
final class FaultRates {

    /** The longest time until a call gets a response or is given up. */
    static final Duration MAX_CALL = Duration.ofSeconds(70);

    final int mintFaults;
    final int listFaults;
    final int deleteFaults;
    final int nameFaults;
    final int lateness;
    final int diskFaults;
    final int storeFaults;
    final int refusals;
    private boolean off;

    FaultRates(Randomness random) {
        mintFaults = randomRate(random);
        listFaults = randomRate(random);
        deleteFaults = randomRate(random);
        nameFaults = randomRate(random);
        lateness = randomRate(random);
        diskFaults = random.pick(0, 0, 2, 10);
        storeFaults = random.pick(0, 0, 10);
        refusals = random.pick(0, 0, 5);
    }

    private static int randomRate(Randomness random) {
        return random.pick(0, 5, 30, 60);
    }

    /** Nothing goes wrong from now on. */
    void turnOff() {
        off = true;
    }

    boolean occurs(Randomness random, int percent) {
        return !off && random.percent(percent);
    }

    boolean areOff() {
        return off;
    }
}
