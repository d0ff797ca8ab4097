package io.jenkins.plugins.falkeys.bench;

import java.util.ArrayList;
import java.util.List;

/** The times of repeated runs of one task. Thread-safe. */
public final class Samples {

    private final List<Long> nanos = new ArrayList<>();

    /** The task that is measured. */
    @FunctionalInterface
    public interface Task<E extends Throwable> {
        void run() throws E;
    }

    /** Measures one more run. */
    public <E extends Throwable> void time(Task<E> task) throws E {
        long begin = System.nanoTime();
        task.run();
        add(System.nanoTime() - begin);
    }

    /** Adds a time in nanoseconds. */
    public synchronized void add(long time) {
        nanos.add(time);
    }

    /** Discards the times so far, which were for warming up. */
    public synchronized void clear() {
        nanos.clear();
    }

    public synchronized int count() {
        return nanos.size();
    }

    /** The median in milliseconds. */
    public synchronized double millis() {
        return nanos.stream().sorted().toList().get(nanos.size() / 2) / 1e6;
    }

    /** The median in seconds. */
    public double seconds() {
        return millis() / 1e3;
    }

    /** The ratio of this median to that of other samples. */
    public double ratioTo(Samples others) {
        return millis() / others.millis();
    }
}
