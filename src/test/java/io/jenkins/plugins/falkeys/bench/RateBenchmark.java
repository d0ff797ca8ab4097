package io.jenkins.plugins.falkeys.bench;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Measures how fast keys are minted in an account with a rate limit, and whether one account delays another. Prints a
 * table, and exits with status 1 if a figure is worse than it should be.
 */
public final class RateBenchmark {

    private static final int[] RATES = {2, 10, 50};
    private static final int[] KEYS = {60, 300, 1000};
    private static final double MAX_TIME_RATIO = 1.3;
    private static final double EXTRA_SECONDS = 1;
    private static final double MAX_POSTS = 1.3;
    private static final int MAX_THREADS = 10;
    private static final double MAX_DELAY_RATIO = 1.2;
    private static final int SAMPLE_MILLIS = 20;

    private final PrintStream out;
    private boolean good = true;

    private RateBenchmark(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        RateBenchmark benchmark = new RateBenchmark(System.out);
        benchmark.rates();
        benchmark.accounts();
        System.out.flush();
        Runtime.getRuntime().halt(benchmark.good ? 0 : 1);
    }

    private void rates() throws Exception {
        out.println(
                "| keys | limit per second | Retry-After | seconds | ideal | POSTs per key | failures | threads | verdict |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        for (int i = 0; i < RATES.length; i++) {
            for (String retryAfter : new String[] {null, "1"}) {
                rate(KEYS[i], RATES[i], retryAfter);
            }
        }
    }

    private void rate(int count, int rate, String retryAfter) throws Exception {
        try (Bench bench = new Bench()) {
            bench.fal.limit("POST", rate, retryAfter);
            Measured measured = measure(bench, bench.create(count));
            double ideal = (double) count / rate;
            double posts = (double) bench.fal.count("POST") / count;
            boolean fine = measured.seconds <= MAX_TIME_RATIO * ideal + EXTRA_SECONDS
                    && posts <= MAX_POSTS
                    && measured.failures == 0
                    && measured.threads <= MAX_THREADS;
            out.printf(
                    "| %d | %d | %s | %.1f | %.1f | %.2f | %d | %d | %s |%n",
                    count,
                    rate,
                    retryAfter == null ? "none" : retryAfter,
                    measured.seconds,
                    ideal,
                    posts,
                    measured.failures,
                    measured.threads,
                    verdict(fine));
        }
    }

    private void accounts() throws Exception {
        int count = KEYS[1];
        int rate = RATES[1];
        double alone;
        try (Bench bench = new Bench()) {
            bench.fal.limit("POST", rate);
            alone = measure(bench, bench.createInOtherAccount(count)).seconds;
        }
        try (Bench bench = new Bench()) {
            bench.fal.always("{on: 'POST', account: '" + firstAccount() + "', status: 429, retryAfter: '3600'}");
            bench.fal.limit("POST", rate);
            List<CompletableFuture<CreatedKey>> waiting = bench.create(count);
            double beside = measure(bench, bench.createInOtherAccount(count)).seconds;
            waiting.forEach(key -> key.cancel(false));
            out.println();
            out.println("| keys | limit per second | alone | beside an account with Retry-After: 3600 | verdict |");
            out.println("|---|---|---|---|---|");
            out.printf(
                    "| %d | %d | %.1f s | %.1f s | %s |%n",
                    count, rate, alone, beside, verdict(beside <= MAX_DELAY_RATIO * alone));
        }
    }

    private static String firstAccount() {
        String adminKey = FalApiStub.ADMIN_KEY;
        return adminKey.substring(0, adminKey.indexOf(':'));
    }

    private String verdict(boolean fine) {
        good &= fine;
        return fine ? "good" : "too slow";
    }

    private record Measured(double seconds, int failures, int threads) {}

    private static Measured measure(Bench bench, List<CompletableFuture<CreatedKey>> keys) throws Exception {
        long begin = System.nanoTime();
        int threads = 0;
        while (!keys.stream().allMatch(CompletableFuture::isDone)) {
            threads = Math.max(threads, bench.threads());
            Thread.sleep(SAMPLE_MILLIS);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        int failures = (int) keys.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .count();
        return new Measured(seconds, failures, threads);
    }
}
