package io.jenkins.plugins.falkeys.engine.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** The ways in which a server may limit the number of calls per second. */
interface RateLimit {

    /** Whether a call that arrives now is accepted. */
    boolean accepts(Instant now);

    /** No limit. */
    static RateLimit none() {
        return now -> true;
    }

    /** This many tokens are added every second, up to a capacity; each call takes one. */
    static RateLimit tokenBucket(int perSecond, int capacity) {
        return new RateLimit() {
            private double tokens = capacity;
            private Instant filled = Instant.MAX;

            @Override
            public boolean accepts(Instant now) {
                double seconds =
                        now.isBefore(filled) ? 0 : Duration.between(filled, now).toNanos() / 1e9;
                tokens = Math.min(capacity, tokens + seconds * perSecond);
                filled = now;
                boolean accepts = tokens >= 1 - 1e-6;
                tokens -= accepts ? 1 : 0;
                return accepts;
            }
        };
    }

    /** This many calls in each full second. */
    static RateLimit fixedWindows(int perSecond) {
        return new RateLimit() {
            private long second;
            private int calls;

            @Override
            public boolean accepts(Instant now) {
                calls = now.getEpochSecond() == second ? calls + 1 : 1;
                second = now.getEpochSecond();
                return calls <= perSecond;
            }
        };
    }

    /** This many calls in any period of one second. */
    static RateLimit slidingWindow(int perSecond) {
        return new RateLimit() {
            private final Deque<Instant> calls = new ArrayDeque<>();

            @Override
            public boolean accepts(Instant now) {
                calls.removeIf(call -> !call.plusSeconds(1).isAfter(now));
                return calls.size() < perSecond && calls.add(now);
            }
        };
    }
}
