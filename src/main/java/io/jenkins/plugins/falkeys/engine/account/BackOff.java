package io.jenkins.plugins.falkeys.engine.account;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When failed operations may be tried again. Each has a name, such as the ID of a record. Forgotten at a restart, which
 * may have removed the cause.
 */
public final class BackOff {

    private static final Duration MAX = Duration.ofHours(1);
    private static final int MAX_DOUBLINGS = 12;

    private final Clock clock;
    private final Duration first;
    private final Map<String, Pause> pauses = new ConcurrentHashMap<>();

    /**
     * @param first the delay after the first failure; doubled after each one, up to an hour
     */
    public BackOff(Clock clock, Duration first) {
        this.clock = clock;
        this.first = first;
    }

    private record Pause(int failures, Instant begin, Instant end) {

        /**
         * Also true if the clock was set back in the meantime, since the pause would last that much longer otherwise.
         */
        boolean isOver(Instant now) {
            return !end.isAfter(now) || begin.isAfter(now);
        }
    }

    public boolean isOver(String name) {
        Pause pause = pauses.get(name);
        return pause == null || pause.isOver(clock.instant());
    }

    public void failed(String name) {
        pauses.compute(name, (same, before) -> {
            int failures = before == null ? 0 : before.failures();
            Duration length = first.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
            return pause(failures + 1, length.compareTo(MAX) < 0 ? length : MAX);
        });
    }

    /** The operation failed in a way that makes it pointless to try again soon, so the delay is the longest. */
    public void failedForLong(String name) {
        pauses.put(name, pause(MAX_DOUBLINGS, MAX));
    }

    private Pause pause(int failures, Duration length) {
        Instant now = clock.instant();
        return new Pause(failures, now, now.plus(length));
    }

    public void succeeded(String name) {
        pauses.remove(name);
    }
}
