package io.jenkins.plugins.falkeys.engine.simulation;

import java.time.Duration;

/** The probability of each kind of trouble in a run, in percent. Many runs have only some kinds. */
final class Weather {

    /** The longest time until a call is answered or given up. */
    static final Duration LONGEST_CALL = Duration.ofSeconds(70);

    final int mintFaults;
    final int listFaults;
    final int deleteFaults;
    final int nameFaults;
    final int lateness;
    final int diskFaults;
    final int storeFaults;
    final int refusals;
    private boolean calm;

    Weather(Chance chance) {
        mintFaults = drawn(chance);
        listFaults = drawn(chance);
        deleteFaults = drawn(chance);
        nameFaults = drawn(chance);
        lateness = drawn(chance);
        diskFaults = chance.of(0, 0, 2, 10);
        storeFaults = chance.of(0, 0, 10);
        refusals = chance.of(0, 0, 5);
    }

    private static int drawn(Chance chance) {
        return chance.of(0, 5, 30, 60);
    }

    /** From now on, nothing goes wrong. */
    void calms() {
        calm = true;
    }

    boolean strikes(Chance chance, int percent) {
        return !calm && chance.percent(percent);
    }

    boolean isCalm() {
        return calm;
    }
}
