package io.jenkins.plugins.falkeys.bench;

import java.util.ArrayList;
import java.util.List;

/** How long the same thing took each time. Thread-safe. */
public final class Samples {

    private final List<Long> nanos = new ArrayList<>();

    /** What takes its time. */
    @FunctionalInterface
    public interface Task<E extends Throwable> {
        void run() throws E;
    }

    /** Takes the time of one more run. */
    public <E extends Throwable> void time(Task<E> task) throws E {
        long begin = System.nanoTime();
        task.run();
        add(System.nanoTime() - begin);
    }

    /** Adds a time in nanoseconds. */
    public synchronized void add(long time) {
        nanos.add(time);
    }

    /** Forgets the times so far, which were to warm up. */
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

    /** How many times as long as the others this takes. */
    public double ratioTo(Samples others) {
        return millis() / others.millis();
    }
}
