package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that stands still until the next thing is to happen. Everything happens on the thread that runs it. */
public final class VirtualTime extends Clock implements Timer {

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::time).thenComparing(Event::number));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long number;

    private record Event(Instant time, long number, Runnable task) {}

    @Override
    public Cancellable after(Duration delay, Runnable task) {
        Event event = new Event(now.plus(delay.isNegative() ? Duration.ZERO : delay), number++, task);
        events.add(event);
        return () -> events.remove(event);
    }

    /** Lets time pass until nothing is left to happen, or that much time has passed. */
    public void run(Duration longest) {
        Instant end = now.plus(longest);
        while (!events.isEmpty() && !events.peek().time().isAfter(end)) {
            Event event = events.poll();
            now = event.time();
            event.task().run();
        }
        if (!events.isEmpty()) {
            now = end;
        }
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
        throw new UnsupportedOperationException();
    }
}
