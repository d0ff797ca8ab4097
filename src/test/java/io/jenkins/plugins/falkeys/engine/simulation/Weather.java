package io.jenkins.plugins.falkeys.engine.simulation;

import java.time.Duration;

/** How bad it gets in a run: the chance of each kind of trouble, in per cent. Many runs have only some kinds. */
final class Weather {

    /** The longest that a call takes until it is answered or given up. */
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

    /** From now on nothing goes wrong any more. */
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
