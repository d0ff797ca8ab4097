package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** A clock that only moves when told to, and a timer that uses it. Not thread-safe. */
public final class VirtualTime extends Clock implements Timer {

    private record Task(Instant at, long order, Runnable work) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::at).thenComparing(Task::order));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long order;

    @Override
    public Cancellable after(Duration delay, Runnable work) {
        Task task = new Task(delay.isNegative() ? now : now.plus(delay), order++, work);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    /**
     * Lets time pass and runs everything that becomes due, in the order of time, or of scheduling if the time is the
     * same.
     */
    public void pass(Duration duration) {
        Instant end = now.plus(duration);
        while (!tasks.isEmpty() && !tasks.peek().at().isAfter(end)) {
            runNext();
        }
        now = end;
    }

    /** Lets time pass until a condition is true, or until nothing is scheduled any more. */
    public void passUntil(BooleanSupplier reached) {
        while (!reached.getAsBoolean() && !tasks.isEmpty()) {
            runNext();
        }
    }

    /** The time until something is scheduled. */
    public Duration untilNext() {
        return Duration.between(now, tasks.element().at());
    }

    /** Sets the clock without letting time pass: the delays of scheduled tasks remain the same. */
    public void set(Instant instant) {
        Duration shift = Duration.between(now, instant);
        var moved = tasks.stream()
                .map(task -> new Task(task.at().plus(shift), task.order(), task.work()))
                .toList();
        tasks.clear();
        tasks.addAll(moved);
        now = instant;
    }

    private void runNext() {
        Task task = tasks.remove();
        now = task.at();
        task.work().run();
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(now, zone);
    }
}
