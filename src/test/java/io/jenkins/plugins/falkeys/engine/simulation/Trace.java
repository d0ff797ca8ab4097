package io.jenkins.plugins.falkeys.engine.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** What happened in a run: always as a hash, which distinguishes runs, and as text if somebody wants to read it. */
final class Trace {

    private static final int MAX_LINES = 2000;

    private final boolean kept;
    private final Deque<String> lines = new ArrayDeque<>();
    private long hash = 7;

    Trace(boolean kept) {
        this.kept = kept;
    }

    /**
     * @param millis since the run began
     */
    void add(long millis, String actor, String what) {
        hash = 31 * (31 * (31 * hash + millis) + actor.hashCode()) + what.hashCode();
        if (kept) {
            if (lines.size() == MAX_LINES) {
                lines.removeFirst();
            }
            lines.add(time(millis) + "  " + actor + " ".repeat(Math.max(1, 14 - actor.length())) + what);
        }
    }

    private static String time(long millis) {
        Duration time = Duration.ofMillis(millis);
        return String.format(
                "%2d %02d:%02d:%02d.%03d",
                time.toDays(), time.toHoursPart(), time.toMinutesPart(), time.toSecondsPart(), time.toMillisPart());
    }

    long hash() {
        return hash;
    }

    String text() {
        return String.join("\n", lines);
    }
}
