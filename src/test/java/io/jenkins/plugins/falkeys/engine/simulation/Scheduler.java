package io.jenkins.plugins.falkeys.engine.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Simulates threads and time on one thread. Tasks that are ready run in random order. Each runs to its end, unless
 * others are chosen to run at one of its {@linkplain #pause points}. If no task is ready, time jumps to the next alarm.
 */
final class Scheduler {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MAX_DEPTH = 3;
    private static final int MAX_DELAY = 2000;

    private final Randomness random;
    private final Coverage coverage;
    private final List<Task> ready = new ArrayList<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::time).thenComparingLong(Alarm::number));
    private final int pausePercent;
    private final int slowPercent;
    private long now;
    private long number;
    private int depth;
    private int locked;

    Scheduler(Randomness random, Coverage coverage) {
        this.random = random;
        this.coverage = coverage;
        this.pausePercent = random.pick(0, 5, 25);
        this.slowPercent = random.pick(0, 0, 3);
    }

    private record Task(Actor actor, Runnable work) {}

    private static final class Alarm {

        private final long time;
        private final long number;
        private final Task task;
        private boolean cancelled;

        private Alarm(long time, long number, Task task) {
            this.time = time;
            this.number = number;
            this.task = task;
        }

        private long time() {
            return time;
        }

        private long number() {
            return number;
        }
    }

    /** Makes the work ready to run. */
    void add(Actor actor, Runnable work) {
        ready.add(new Task(actor, work));
    }

    /**
     * Makes the work ready to run after a delay.
     *
     * @return cancels it
     */
    Runnable after(Actor actor, Duration delay, Runnable work) {
        long millis = Math.max(0, delay.plusNanos(999_999).toMillis()); // never too early
        Alarm alarm = new Alarm(now + millis, number++, new Task(actor, work));
        alarms.add(alarm);
        return () -> alarm.cancelled = true;
    }

    /** Runs tasks for this long, or slightly longer. */
    void run(Duration length, java.util.function.BooleanSupplier condition) {
        long end = now + length.toMillis();
        while (now < end && condition.getAsBoolean()) {
            if (!ready.isEmpty()) {
                runOne();
            } else if (nextAlarm() <= end) {
                jump();
            } else {
                now = end;
            }
        }
    }

    private long nextAlarm() {
        while (!alarms.isEmpty()
                && (alarms.peek().cancelled || alarms.peek().task.actor().isOver())) {
            alarms.remove();
        }
        return alarms.isEmpty() ? Long.MAX_VALUE : alarms.peek().time;
    }

    private void jump() {
        Alarm next = alarms.remove();
        now = Math.max(now, next.time);
        ready.add(next.task);
    }

    private void runOne() {
        // On a busy machine, time passes even while tasks are ready.
        if (random.percent(slowPercent) && nextAlarm() < now + MAX_DELAY) {
            jump();
        }
        int drawn = random.between(0, ready.size() - 1);
        Task task = ready.get(drawn);
        ready.set(drawn, ready.get(ready.size() - 1));
        ready.remove(ready.size() - 1);
        if (task.actor().isOver()) {
            return;
        }
        coverage.tasks++;
        try {
            task.actor().beforeTask();
            task.work().run();
        } catch (Crash e) {
            // this was the actor's last task
        }
    }

    /** A point in a task where other threads may run before it continues. */
    void pause() {
        if (locked > 0 || depth == MAX_DEPTH || !random.percent(pausePercent)) {
            return;
        }
        depth++;
        for (int i = random.between(1, 4); i > 0 && !ready.isEmpty(); i--) {
            runOne();
        }
        depth--;
    }

    /** Keeps other threads from running until {@link #unlock}, as if a lock were held. */
    void lock() {
        locked++;
    }

    void unlock() {
        locked--;
    }

    /** The time since the run began, in milliseconds. */
    long now() {
        return now;
    }

    Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return BEGIN.plusMillis(now);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }
}
