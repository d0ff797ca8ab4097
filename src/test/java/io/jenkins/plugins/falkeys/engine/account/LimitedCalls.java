package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.VirtualTime;
import io.jenkins.plugins.falkeys.engine.account.Pace.Permit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes calls through a pace to a server with a rate limit, in virtual time. Rejected calls are repeated. */
final class LimitedCalls {

    private final VirtualTime time = new VirtualTime();
    private final Duration latency;

    @CheckForNull
    private final Duration retryAfter;

    private final Pace pace;
    private final Instant begin;
    private RateLimit limit;
    private int wanted;

    /** When each call started, and when each response other than a 429 arrived. */
    final List<Instant> starts = new ArrayList<>();

    final List<Instant> passes = new ArrayList<>();

    /** @param phase how far into a second the first call starts */
    LimitedCalls(RateLimit limit, Duration latency, @CheckForNull Duration retryAfter, Duration phase, long seed) {
        this.limit = limit;
        this.latency = latency;
        this.retryAfter = retryAfter;
        time.pass(phase);
        begin = time.instant();
        pace = new Pace(time, time, new Random(seed), 6, () -> Duration.ofMinutes(5));
    }

    LimitedCalls enter(int calls) {
        wanted += calls;
        for (int i = 0; i < calls; i++) {
            pace.enter().thenAccept(this::start);
        }
        return this;
    }

    private void start(Permit permit) {
        starts.add(time.instant());
        time.after(latency.dividedBy(2), () -> {
            boolean passed = limit.accepts(time.instant());
            time.after(latency.dividedBy(2), () -> answer(permit, passed));
        });
    }

    private void answer(Permit permit, boolean passed) {
        if (passed) {
            passes.add(time.instant());
            permit.passed();
        } else {
            permit.limited(retryAfter);
            pace.enterAgain(permit).thenAccept(this::start);
        }
    }

    /** Lets time pass until every call has succeeded. */
    LimitedCalls finish() {
        time.passUntil(() -> passes.size() == wanted);
        return this;
    }

    LimitedCalls pass(Duration duration) {
        time.pass(duration);
        return this;
    }

    void limit(RateLimit changed) {
        limit = changed;
    }

    /** The time since the first call was queued. */
    double seconds() {
        return Duration.between(begin, time.instant()).toNanos() / 1e9;
    }

    /** The number of calls that succeeded in the last second. */
    long passedInTheLastSecond() {
        return passes.stream().filter(time.instant().minusSeconds(1)::isBefore).count();
    }
}
