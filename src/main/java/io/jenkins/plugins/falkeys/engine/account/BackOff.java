package io.jenkins.plugins.falkeys.engine.revoke;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a failed operation may be tried again, by record ID. Forgotten at a restart, which may have removed the cause.
 */
public final class BackOff {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 12;

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

        /** Also when the clock was set back meanwhile, or the pause would last as much longer. */
        boolean isOver(Instant now) {
            return !end.isAfter(now) || begin.isAfter(now);
        }
    }

    public boolean isOver(String recordId) {
        Pause pause = pauses.get(recordId);
        return pause == null || pause.isOver(clock.instant());
    }

    public void failed(String recordId) {
        pauses.compute(recordId, (id, before) -> {
            int failures = before == null ? 0 : before.failures();
            Duration length = first.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
            return pause(failures + 1, length.compareTo(LONGEST) < 0 ? length : LONGEST);
        });
    }

    /** Starts with a long delay, because trying again soon is pointless. */
    public void rests(String recordId) {
        pauses.put(recordId, pause(MOST_DOUBLINGS, LONGEST));
    }

    private Pause pause(int failures, Duration length) {
        Instant now = clock.instant();
        return new Pause(failures, now, now.plus(length));
    }

    public void succeeded(String recordId) {
        pauses.remove(recordId);
    }
}
