package io.jenkins.plugins.falkeys.engine.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a server lets through. */
abstract class RateLimit {

    /** Whether a call that arrives now passes. */
    abstract boolean passes(Instant now);

    /** Tokens that come evenly, up to a number that is kept. */
    static RateLimit bucket(double perSecond, double capacity) {
        return new RateLimit() {
            private double tokens = capacity;
            private Instant last;

            @Override
            boolean passes(Instant now) {
                double since = last == null ? 0 : Duration.between(last, now).toNanos() / 1e9;
                tokens = Math.min(capacity, tokens + since * perSecond);
                last = now;
                if (tokens < 1 - 1e-9) {
                    return false;
                }
                tokens--;
                return true;
            }
        };
    }

    /** So many in each second of the clock. */
    static RateLimit fixedWindow(int perSecond) {
        return new RateLimit() {
            private long second = -1;
            private int count;

            @Override
            boolean passes(Instant now) {
                if (now.plusMillis(370).getEpochSecond() != second) {
                    second = now.plusMillis(370).getEpochSecond();
                    count = 0;
                }
                return ++count <= perSecond;
            }
        };
    }

    /** So many in any one second. */
    static RateLimit slidingWindow(int perSecond) {
        return new RateLimit() {
            private final Deque<Instant> passed = new ArrayDeque<>();

            @Override
            boolean passes(Instant now) {
                while (!passed.isEmpty() && !passed.peek().isAfter(now.minusSeconds(1))) {
                    passed.poll();
                }
                if (passed.size() >= perSecond) {
                    return false;
                }
                passed.add(now);
                return true;
            }
        };
    }
}
