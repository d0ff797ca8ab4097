package io.jenkins.plugins.falkeys.engine.account;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls come as fast as a server lets them through, and hardly ever faster. All of it in virtual time. */
class PaceTest {

    private static final int AT_ONCE = 4;

    private final VirtualTime time = new VirtualTime();
    private final List<Instant> sent = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private Duration longestPause = Duration.ofMinutes(5);
    private final Pace pace = new Pace(time, time, new Random(1), AT_ONCE, () -> longestPause);

    /** Sends a call when it is its turn, and again until it passes. */
    private void call(String name, RateLimit limit, Duration latency, @CheckForNull Duration retryAfter, boolean again) {
        CompletableFuture<Pace.Permit> turn = again ? pace.enterAgain() : pace.enter();
        turn.thenAccept(permit -> {
            sent.add(time.instant());
            time.after(latency.dividedBy(2), () -> {
                boolean passes = limit.passes(time.instant());
                time.after(latency.dividedBy(2), () -> {
                    if (passes) {
                        ended.add(name);
                        permit.passed();
                    } else {
                        permit.limited(retryAfter);
                        call(name, limit, latency, retryAfter, true);
                    }
                });
            });
        });
    }

    private Duration send(int count, RateLimit limit, Duration latency, @CheckForNull Duration retryAfter) {
        Instant start = time.instant();
        for (int i = 0; i < count; i++) {
            call(String.valueOf(i), limit, latency, retryAfter, false);
        }
        int expected = ended.size() + count;
        while (ended.size() < expected && time.instant().isBefore(start.plusSeconds(3600))) {
            time.run(Duration.ofMillis(100));
        }
        return Duration.between(start, time.instant());
    }

    static Stream<Arguments> servers() {
        List<Arguments> servers = new ArrayList<>();
        for (int rate : new int[] {2, 10, 50}) {
            for (String kind : List.of("bucket", "bucket of one", "fixed windows", "sliding window")) {
                for (int latency : new int[] {5, 50}) {
                    for (Integer retryAfter : new Integer[] {null, 1}) {
                        servers.add(Arguments.of(rate, kind, latency, retryAfter));
                    }
                }
            }
        }
        return servers.stream();
    }

    private static RateLimit limit(int rate, String kind) {
        return switch (kind) {
            case "bucket" -> RateLimit.bucket(rate, rate);
            case "bucket of one" -> RateLimit.bucket(rate, 1);
            case "fixed windows" -> RateLimit.fixedWindow(rate);
            default -> RateLimit.slidingWindow(rate);
        };
    }

    @ParameterizedTest(name = "{0}/s, {1}, {2} ms, Retry-After {3}")
    @MethodSource("servers")
    void takesLittleMoreTimeAndCallsThanTheServerAllows(int rate, String kind, int latency, Integer retryAfter) {
        int count = rate == 2 ? 60 : 300;
        Duration took = send(
                count,
                limit(rate, kind),
                Duration.ofMillis(latency),
                retryAfter == null ? null : Duration.ofSeconds(retryAfter));
        System.out.printf(
                Locale.ROOT,
                "%d/s %s, %d ms, Retry-After %s: %.2f of the ideal time, %.2f calls per key%n",
                rate,
                kind,
                latency,
                retryAfter,
                took.toMillis() / 1000.0 / (count / (double) rate),
                sent.size() / (double) count);
        assertThat(took.toMillis(), lessThanOrEqualTo((long) (1300.0 * count / rate) + 1000));
        assertThat(sent.size(), lessThanOrEqualTo((int) (1.3 * count)));
    }

    @Test
    void whoeverComesFirstGoesFirst() {
        send(50, RateLimit.bucket(10, 1), Duration.ofMillis(1), null);

        List<String> order = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            order.add(String.valueOf(i));
        }
        assertEquals(order, ended);
    }

    @Test
    void aRetryAfterOfZeroNeverGoesFasterThanTheBackOff() {
        RateLimit never = RateLimit.bucket(0, 0);
        call("a", never, Duration.ofMillis(1), Duration.ZERO, false);

        time.run(Duration.ofMinutes(5));

        assertThat(sent.size(), lessThan(20));
        assertThat(Duration.between(sent.get(0), sent.get(1)).toMillis(), greaterThanOrEqualTo(187L));
    }

    @Test
    void aLongRetryAfterDoesNotHoldUpTheNextProbeBeyondTheWaitBudget() {
        longestPause = Duration.ofSeconds(30);
        RateLimit once = RateLimit.bucket(1, 1);
        once.passes(time.instant());
        call("a", once, Duration.ofMillis(1), Duration.ofHours(1), false);

        time.run(Duration.ofSeconds(31));

        assertEquals(List.of("a"), ended);
    }

    @Test
    void oneCallProbesAfterAPause() {
        RateLimit never = RateLimit.bucket(0, 0);
        for (int i = 0; i < 20; i++) {
            call("a", never, Duration.ofMillis(100), Duration.ofSeconds(10), false);
        }
        time.run(Duration.ofSeconds(1));
        int first = sent.size();

        time.run(Duration.ofSeconds(9).plusMillis(300));

        assertEquals(first + 1, sent.size());
    }

    @Test
    void whoeverLeavesIsPassedOver() {
        RateLimit all = RateLimit.bucket(1e6, 1e6);
        List<CompletableFuture<Pace.Permit>> turns = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            turns.add(pace.enter());
        }
        turns.get(1).cancel(false);
        call("last", all, Duration.ofMillis(1), null, false);
        turns.forEach(turn -> turn.thenAccept(Pace.Permit::unknown));

        time.run(Duration.ofMinutes(1));

        assertEquals(List.of("last"), ended);
        assertEquals(0, pace.queued());
    }

    @Test
    void aLimitThatRisesIsFoundWithinAMinute() {
        send(60, RateLimit.bucket(2, 1), Duration.ofMillis(5), null);
        RateLimit more = RateLimit.bucket(50, 1);

        send(600, more, Duration.ofMillis(5), null);
        Duration last = send(200, more, Duration.ofMillis(5), null);

        assertThat(last.toMillis(), lessThan(6000L));
    }

    @Test
    void withoutALimitNobodyWaitsForLong() {
        Duration took = send(1000, RateLimit.bucket(1e6, 1e6), Duration.ofMillis(5), null);

        assertThat(took.toMillis(), lessThan(6000L));
    }

    @Test
    void thereIsNoBurstAfterAnIdleTime() {
        send(20, RateLimit.bucket(10, 1), Duration.ofMillis(5), null);
        time.after(Duration.ofMinutes(1), () -> {});
        time.run(Duration.ofMinutes(1));
        int before = sent.size();
        for (int i = 0; i < 20; i++) {
            call("later", RateLimit.bucket(1e6, 1e6), Duration.ofMillis(5), null, false);
        }

        time.run(Duration.ofMillis(100));

        assertThat(sent.size() - before, lessThan(10));
    }

    @Test
    void callsUnderWayAreBounded() {
        List<CompletableFuture<Pace.Permit>> turns = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            turns.add(pace.enter());
        }
        time.run(Duration.ofMinutes(1));

        assertEquals(AT_ONCE, turns.stream().filter(CompletableFuture::isDone).count());
        assertTrue(turns.get(0).isDone());
        assertFalse(turns.get(19).isDone());
    }
}
