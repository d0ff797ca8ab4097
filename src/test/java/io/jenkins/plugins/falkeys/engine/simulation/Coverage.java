package io.jenkins.plugins.falkeys.engine.simulation;

/** What the runs have covered. */
final class Coverage {

    long seeds;
    long tasks;
    long keys;
    long faults;
    long crashes;
    long stops;
    long copies;
    long renames;
    long removals;
    long aborts;
    long listChanges;
    long sweeps;

    void add(Coverage other) {
        seeds += other.seeds;
        tasks += other.tasks;
        keys += other.keys;
        faults += other.faults;
        crashes += other.crashes;
        stops += other.stops;
        copies += other.copies;
        renames += other.renames;
        removals += other.removals;
        aborts += other.aborts;
        listChanges += other.listChanges;
        sweeps += other.sweeps;
    }

    @Override
    public String toString() {
        return String.format(
                "%,d seeds: %,d tasks, %,d keys, %,d faults, %,d crashes, %,d shutdowns, %,d copies, %,d renames, %,d removed"
                        + " items, %,d aborts, %,d list changes, %,d sweeps",
                seeds, tasks, keys, faults, crashes, stops, copies, renames, removals, aborts, listChanges, sweeps);
    }
}
