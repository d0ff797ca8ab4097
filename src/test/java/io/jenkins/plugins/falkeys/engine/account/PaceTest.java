package io.jenkins.plugins.falkeys.engine.account;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.VirtualTime;
import io.jenkins.plugins.falkeys.engine.account.Pace.Permit;
import io.jenkins.plugins.falkeys.engine.port.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

    private static final int MAX_PARALLEL_CALLS = 6;
    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
    /** The first pause with the maximum jitter. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(313);

    private final VirtualTime time = new VirtualTime();
    private final Instant begin = time.instant();
    private final Pace pace = new Pace(time, time, new Random(1), MAX_PARALLEL_CALLS, () -> MAX_PAUSE);
    private final List<Permit> started = new ArrayList<>();

    private void enter(int calls) {
        for (int i = 0; i < calls; i++) {
            pace.enter().thenAccept(started::add);
        }
    }

    private void pass(long millis) {
        time.pass(Duration.ofMillis(millis));
    }

    /** The calls that have started since this was last called. */
    private List<Permit> newlyStarted() {
        List<Permit> calls = List.copyOf(started);
        started.clear();
        return calls;
    }

    private Permit onlyOneStarted() {
        List<Permit> calls = newlyStarted();
        assertEquals(1, calls.size());
        return calls.get(0);
    }

    private void passAfter(Duration latency, Permit call) {
        time.after(latency, call::passed);
    }

    /** Starts one call, which gets a 429. */
    private Permit refuseOne(Duration retryAfter) {
        enter(1);
        time.passUntil(() -> !started.isEmpty());
        Permit refused = onlyOneStarted();
        refused.limited(retryAfter);
        return refused;
    }

    private Duration pause() {
        return pauseOf(pace, time);
    }

    /** How long a call that queues up now has to wait. */
    private static Duration pauseOf(Pace paused, VirtualTime itsTime) {
        CompletableFuture<Permit> next = paused.enter();
        Duration wait = itsTime.untilNext();
        next.cancel(false);
        return wait;
    }

    private static void assertBetween(double least, double most, double actual) {
        assertTrue(least <= actual && actual <= most, () -> actual + " is not between " + least + " and " + most);
    }

    // throughput

    static Stream<Arguments> limits() {
        record Kind(String name, IntFunction<RateLimit> limit) {}
        List<Kind> kinds = List.of(
                new Kind("bucket of a second's tokens", rate -> RateLimit.tokenBucket(rate, rate)),
                new Kind("bucket of one token", rate -> RateLimit.tokenBucket(rate, 1)),
                new Kind("fixed windows", RateLimit::fixedWindows),
                new Kind("sliding window", RateLimit::slidingWindow));
        return kinds.stream()
                .flatMap(kind -> IntStream.of(2, 10, 50)
                        .boxed()
                        .flatMap(rate -> Stream.of(5, 50, 200)
                                .filter(latency -> MAX_PARALLEL_CALLS * 1000 / latency >= rate)
                                .flatMap(latency -> Stream.of("none", "1 s")
                                        .map(retryAfter -> Arguments.of(
                                                kind.name(), rate, latency, retryAfter, (Supplier<RateLimit>)
                                                        () -> kind.limit().apply(rate))))));
    }

    @ParameterizedTest(name = "{0}, {1} a second, {2} ms, Retry-After: {3}")
    @MethodSource("limits")
    void isNearlyAsFastAsTheServerAllows(
            String kind, int rate, int latency, String retryAfter, Supplier<RateLimit> limit) {
        int keys = rate == 2 ? 60 : 300;
        List<LimitedCalls> trials = IntStream.range(0, 10)
                .mapToObj(trial -> new LimitedCalls(
                                limit.get(),
                                Duration.ofMillis(latency),
                                retryAfter.equals("none") ? null : Duration.ofSeconds(1),
                                Duration.ofMillis(100L * trial + 37),
                                trial + 1)
                        .enter(keys)
                        .finish())
                .toList();
        double seconds =
                trials.stream().mapToDouble(LimitedCalls::seconds).max().orElseThrow();
        double posts = trials.stream()
                .mapToDouble(trial -> (double) trial.starts.size() / keys)
                .max()
                .orElseThrow();
        double allowed = 1.3 * keys / rate + 1;
        System.out.printf(
                Locale.ROOT,
                "%-27s %2d/s %3d ms  Retry-After %-4s  %5.1f s of %4.1f s (%3.0f %%)  %.2f POSTs per key%n",
                kind,
                rate,
                latency,
                retryAfter,
                seconds,
                allowed,
                100 * seconds / allowed,
                posts);
        assertAll(
                () -> trials.forEach(trial -> assertEquals(keys, trial.passes.size())),
                () -> assertBetween(0, allowed, seconds),
                () -> assertBetween(1, 1.3, posts));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 27, 35, 44, 60})
    void adaptsWithinAMinuteToALimitRaisedFromTwoToFiftyPerSecond(int liftedAfterSeconds) {
        var calls = new LimitedCalls(
                RateLimit.slidingWindow(2), Duration.ofMillis(50), null, Duration.ZERO, liftedAfterSeconds);
        calls.enter(5_000).pass(Duration.ofSeconds(liftedAfterSeconds));
        calls.limit(RateLimit.slidingWindow(50));
        calls.pass(Duration.ofSeconds(55));
        int before = calls.passes.size();
        calls.pass(Duration.ofSeconds(5));
        assertBetween(0.75 * 250, 250, calls.passes.size() - before);
    }

    @Test
    void isNotSlowWithoutALimit() {
        var calls = new LimitedCalls(RateLimit.none(), Duration.ofMillis(5), null, Duration.ZERO, 1);
        calls.enter(1_000).finish();
        System.out.printf(Locale.ROOT, "1000 calls without a limit: %.1f s%n", calls.seconds());
        assertBetween(1, 7, calls.seconds());
    }

    @Test
    void reachesTheThroughputOfSixParallelCallsWithoutALimit() {
        var calls = new LimitedCalls(RateLimit.none(), Duration.ofMillis(5), null, Duration.ZERO, 1);
        calls.enter(20_000).pass(Duration.ofSeconds(15));
        assertBetween(1_100, 1_200, calls.passedInTheLastSecond());
    }

    // order and spacing

    @Test
    void startsCallsInTheOrderOfArrival() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            pace.enter().thenAccept(permit -> {
                order.add(number);
                passAfter(Duration.ofMillis(50), permit);
            });
        }
        pass(5_000);
        assertEquals(IntStream.range(0, 20).boxed().toList(), order);
    }

    @Test
    void repeatsRefusedCallsBeforeOthersInTheirOriginalOrder() {
        enter(3);
        pass(100);
        List<Permit> refused = newlyStarted();
        assertEquals(3, refused.size());
        List<String> order = new ArrayList<>();
        refused.forEach(permit -> permit.limited(null));
        pace.enter().thenAccept(permit -> order.add("later"));
        for (int i : List.of(2, 0, 1)) {
            pace.enterAgain(refused.get(i)).thenAccept(permit -> {
                order.add("call " + i);
                passAfter(Duration.ofMillis(1), permit);
            });
        }
        pass(5_000);
        assertEquals(List.of("call 0", "call 1", "call 2", "later"), order);
    }

    @Test
    void queuesARefusedCallOnlyOnce() {
        Permit refused = refuseOne(null);
        pace.enterAgain(refused);
        assertThrows(IllegalStateException.class, () -> pace.enterAgain(refused));
    }

    @Test
    void spacesCallsEvenly() {
        var calls = new LimitedCalls(RateLimit.none(), Duration.ofMillis(5), null, Duration.ZERO, 1);
        calls.enter(20).finish();
        assertSpaced(calls.starts, Duration.ofMillis(15), Duration.ofMillis(25));
    }

    private static void assertSpaced(List<Instant> starts, Duration least, Duration most) {
        for (int i = 1; i < starts.size(); i++) {
            Duration gap = Duration.between(starts.get(i - 1), starts.get(i));
            assertBetween(least.toMillis(), most.toMillis(), gap.toMillis());
        }
    }

    @Test
    void doesNotBurstAfterAnIdlePeriod() {
        var calls = new LimitedCalls(RateLimit.tokenBucket(10, 1), Duration.ofMillis(50), null, Duration.ZERO, 1);
        calls.enter(300).finish().pass(Duration.ofSeconds(30));
        calls.starts.clear();
        calls.enter(20).finish();
        assertSpaced(calls.starts, Duration.ofMillis(80), Duration.ofMillis(2_000));
    }

    @Test
    void anUnusedRateDoesNotRise() {
        for (int i = 0; i < 1_000; i++) {
            enter(1);
            onlyOneStarted().passed();
            pass(1_000);
        }
        enter(10);
        pass(60);
        assertEquals(3, newlyStarted().size(), "25 ms apart, as at the beginning");
    }

    @Test
    void limitsParallelCalls() {
        enter(20);
        pass(60_000);
        List<Permit> calls = newlyStarted();
        assertEquals(MAX_PARALLEL_CALLS, calls.size());
        assertEquals(14, pace.queued());
        calls.get(0).passed();
        calls.get(1).unknown();
        pass(1_000);
        assertEquals(2, newlyStarted().size());
    }

    @Test
    void onlyTheFirstReportOfACallCounts() {
        enter(20);
        pass(60_000);
        Permit call = newlyStarted().get(0);
        call.passed();
        call.unknown();
        call.limited(null);
        assertEquals(1, newlyStarted().size(), "nothing was paused");
    }

    @Test
    void aCancelledCallLeavesTheQueueAtOnce() {
        enter(1);
        CompletableFuture<Permit> cancelled = pace.enter();
        enter(1);
        assertEquals(2, pace.queued());
        cancelled.cancel(false);
        assertEquals(1, pace.queued());
        pass(1_000);
        assertEquals(2, newlyStarted().size());
    }

    /** A clock that runs this many times as fast as the real one. */
    private Clock fast(int times) {
        return new Clock() {
            @Override
            public Instant instant() {
                return begin.plusNanos(times * System.nanoTime());
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

    private static Timer fast(int times, ScheduledExecutorService executor) {
        return (delay, task) -> {
            var future = executor.schedule(task, delay.toNanos() / times, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        };
    }

    @Test
    void losesNoCallAmongManyThreads() throws Exception {
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);
        try {
            Pace busy =
                    new Pace(fast(1_000), fast(1_000, executor), new Random(1), MAX_PARALLEL_CALLS, () -> MAX_PAUSE);
            AtomicInteger underWay = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            CountDownLatch ended = new CountDownLatch(4_000);
            for (int i = 0; i < 4_000; i++) {
                int number = i;
                CompletableFuture<Permit> turn = busy.enter();
                turn.thenAccept(permit -> {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    executor.execute(() -> {
                        underWay.decrementAndGet();
                        if (number % 50 == 0) {
                            permit.limited(null);
                        } else if (number % 7 == 0) {
                            permit.unknown();
                        } else {
                            permit.passed();
                        }
                    });
                });
                turn.whenComplete((permit, error) -> ended.countDown());
                if (number % 3 == 0) {
                    executor.execute(() -> turn.cancel(false));
                }
            }
            assertTrue(ended.await(60, TimeUnit.SECONDS), () -> ended.getCount() + " calls are still waiting");
            assertEquals(0, busy.queued());
            assertBetween(2, MAX_PARALLEL_CALLS, most.get());
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aCallCancelledAsItStartsDoesNotBlockOthers() throws Exception {
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
        try {
            int times = 1_000_000;
            Pace single = new Pace(fast(times), fast(times, executor), new Random(1), 1, () -> MAX_PAUSE);
            AtomicReference<Permit> ending = new AtomicReference<>();
            Future<?> reports = executor.submit(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    Permit permit = ending.getAndSet(null);
                    if (permit != null) {
                        permit.passed();
                    }
                }
            });
            for (int i = 0; i < 100_000; i++) {
                Permit permit = single.enter().get(60, TimeUnit.SECONDS);
                CompletableFuture<Permit> next = single.enter();
                ending.set(permit);
                for (int spin = 0; spin < i % 200; spin++) {
                    Thread.onSpinWait();
                }
                if (!next.cancel(false)) {
                    next.join().passed();
                }
            }
            reports.cancel(true);
        } finally {
            executor.shutdownNow();
        }
    }

    // pauses

    @Test
    void afterA429ASingleCallProbesAndTheOthersFollowOnSuccess() {
        refuseOne(null);
        enter(10);
        assertTrue(newlyStarted().isEmpty());
        pass(60_000);
        Permit probe = onlyOneStarted();
        probe.passed();
        pass(2_000);
        assertEquals(MAX_PARALLEL_CALLS, newlyStarted().size());
    }

    @Test
    void ifAProbeGetsNoResponseTheNextCallProbes() {
        refuseOne(null);
        enter(10);
        pass(1_000);
        onlyOneStarted().unknown();
        pass(60_000);
        onlyOneStarted();
    }

    @Test
    void callsUnderWayDoNotEndAPause() {
        enter(4);
        pass(200);
        List<Permit> calls = newlyStarted();
        calls.get(0).limited(Duration.ofSeconds(10));
        enter(10);
        calls.get(1).passed();
        calls.get(2).unknown();
        pass(9_990);
        assertTrue(newlyStarted().isEmpty());
        pass(10);
        onlyOneStarted();
        calls.get(3).passed();
        pass(1_000);
        assertTrue(newlyStarted().isEmpty(), "the probe has not been answered yet");
    }

    @Test
    void refusalsOfParallelCallsCountAsOne() {
        enter(6);
        pass(500);
        newlyStarted().forEach(call -> call.limited(null));
        assertBetween(0, FIRST_PAUSE.toMillis(), pause().toMillis());
        enter(10);
        pass(FIRST_PAUSE.toMillis());
        onlyOneStarted().passed();
        pass(1_000);
        assertBetween(2, 6, newlyStarted().size());
    }

    @Test
    void aProbeKeepsItsDistanceFromThePreviousCall() {
        var calls = new LimitedCalls(RateLimit.tokenBucket(2, 1), Duration.ofMillis(5), null, Duration.ZERO, 1);
        calls.enter(60).pass(Duration.ofSeconds(10));
        calls.starts.clear();
        calls.finish();
        assertSpaced(calls.starts, Duration.ofMillis(400), Duration.ofMillis(1_500));
    }

    @Test
    void callsUnderWayDoNotShortenTheNextPause() {
        enter(2);
        pass(100);
        List<Permit> calls = newlyStarted();
        calls.get(0).limited(null);
        calls.get(1).passed();
        enter(1);
        pass(FIRST_PAUSE.toMillis());
        onlyOneStarted().limited(null);
        assertBetween(374, 625, pause().toMillis());
    }

    @Test
    void aRefusalFromBeforeAFinishedPauseIsIgnored() {
        enter(2);
        pass(100);
        List<Permit> calls = newlyStarted();
        calls.get(0).limited(null);
        enter(3);
        pass(FIRST_PAUSE.toMillis());
        onlyOneStarted().passed();
        calls.get(1).limited(Duration.ofSeconds(7));
        pass(1_000);
        assertEquals(2, newlyStarted().size());
    }

    @Test
    void aLaterRefusalOfACallUnderWayCanProlongThePause() {
        enter(2);
        pass(100);
        List<Permit> calls = newlyStarted();
        calls.get(0).limited(null);
        calls.get(1).limited(Duration.ofSeconds(7));
        assertEquals(Duration.ofSeconds(7), pause());
    }

    @Test
    void withoutRetryAfterPausesDoubleUpToHalfAMinuteUntilACallSucceeds() {
        Permit call = refuseOne(null);
        double expected = 250;
        for (int i = 0; i < 12; i++) {
            double millis = pause().toMillis();
            assertBetween(0.75 * expected - 1, 1.25 * expected, millis);
            expected = Math.min(30_000, 2 * expected);
            pace.enterAgain(call).thenAccept(started::add);
            time.passUntil(() -> !started.isEmpty());
            call = onlyOneStarted();
            call.limited(null);
        }
        pace.enterAgain(call).thenAccept(started::add);
        time.passUntil(() -> !started.isEmpty());
        onlyOneStarted().passed();
        refuseOne(null);
        assertBetween(187, FIRST_PAUSE.toMillis(), pause().toMillis());
    }

    @Test
    void pausesOfSeveralControllersDiffer() {
        Random random = new Random(1);
        List<Duration> pauses = IntStream.range(0, 20)
                .mapToObj(controller -> {
                    VirtualTime itsTime = new VirtualTime();
                    Pace other = new Pace(itsTime, itsTime, random, MAX_PARALLEL_CALLS, () -> MAX_PAUSE);
                    other.enter().join().limited(null);
                    return pauseOf(other, itsTime);
                })
                .distinct()
                .toList();
        assertBetween(15, 20, pauses.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -3_600})
    void retryAfterZeroOrInThePastIsNeverFasterThanTheBackOff(long seconds) {
        Duration retryAfter = Duration.ofSeconds(seconds);
        Permit call = refuseOne(retryAfter);
        for (int i = 0; i < 5; i++) {
            assertBetween(0.75 * (250 << i) - 1, 1.25 * (250 << i), pause().toMillis());
            pace.enterAgain(call).thenAccept(started::add);
            time.passUntil(() -> !started.isEmpty());
            call = onlyOneStarted();
            call.limited(retryAfter);
        }
    }

    @Test
    void honoursRetryAfter() {
        refuseOne(Duration.ofSeconds(20));
        enter(1);
        pass(19_999);
        assertTrue(newlyStarted().isEmpty());
        pass(1);
        onlyOneStarted();
    }

    @Test
    void aPauseEndsEvenIfNoCallIsWaiting() {
        refuseOne(Duration.ofSeconds(20));
        pass(20_000);
        enter(1);
        onlyOneStarted();
    }

    @Test
    void retryAfterNeverDelaysTheNextProbeBeyondTheLongestPause() {
        refuseOne(Duration.ofHours(1));
        assertEquals(MAX_PAUSE, pause());
        enter(1);
        pass(MAX_PAUSE.toMillis());
        onlyOneStarted();
    }

    @Test
    void settingTheClockBackDoesNotProlongAPause() {
        refuseOne(Duration.ofSeconds(20));
        time.set(begin.minus(Duration.ofHours(1)));
        enter(1);
        pass(20_000);
        onlyOneStarted();
    }

    @Test
    void settingTheClockBackDoesNotProlongAPauseThatACallWaitsFor() {
        refuseOne(Duration.ofSeconds(20));
        enter(1);
        time.set(begin.minus(Duration.ofHours(1)));
        pass(20_000);
        onlyOneStarted();
    }

    @Test
    void settingTheClockBackDuringACallDoesNotProlongItsPause() {
        enter(1);
        Permit call = onlyOneStarted();
        time.set(begin.minus(Duration.ofHours(1)));
        call.limited(null);

        enter(1);
        pass(FIRST_PAUSE.toMillis());

        onlyOneStarted();
    }
}
