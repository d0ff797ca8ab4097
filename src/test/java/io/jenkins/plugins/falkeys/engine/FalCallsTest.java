package io.jenkins.plugins.falkeys.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.engine.FalCalls.Patience;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which calls are repeated, and when. */
class FalCallsTest extends EngineTest {

    private static final String NOBODY = "http://127.0.0.1:9/v1";

    private final FalCalls calls = new FalCalls(clock());
    private final CompletableFuture<Void> abort = new CompletableFuture<>();

    private Patience patience(int seconds) {
        return new Patience(clock().instant().plusSeconds(seconds), abort);
    }

    private CompletableFuture<String> post(int seconds) {
        return calls.once(
                pool, patience(seconds), () -> api().create(admin().key(), "k").keyId());
    }

    private CompletableFuture<Integer> list(int seconds) {
        return calls.repeatable(
                pool, patience(seconds), () -> api().list(admin().key()).keys().size());
    }

    private static Throwable failure(CompletableFuture<?> call) {
        return assertThrows(ExecutionException.class, () -> get(call)).getCause();
    }

    @Test
    void repeatsA429AsOftenAsTheTimeAllows() throws Exception {
        fal.next("{on: 'POST', status: 429, retryAfter: '0', times: 6}");

        get(post(60));

        assertEquals(7, posts());
    }

    @Test
    void waitsAMomentAfterA429WithoutATime() throws Exception {
        fal.next("{on: 'POST', status: 429}");
        Instant start = Instant.now();

        get(post(60));

        assertThat(Duration.between(start, Instant.now()), greaterThan(Duration.ofMillis(740)));
    }

    @Test
    void failsAtOnceWhenTheWaitIsTooLong() {
        fal.next("{on: 'POST', status: 429, retryAfter: '3600'}");

        assertEquals(
                429, assertInstanceOf(FalException.class, failure(post(30))).status());
        assertEquals(1, posts());
    }

    @Test
    void one429HoldsBackAllCalls() throws Exception {
        fal.next("{on: 'POST', status: 429, retryAfter: '1'}");
        Instant start = Instant.now();
        CompletableFuture<String> first = post(60);
        eventually(() -> posts() == 1);
        Thread.sleep(50);

        get(list(60));

        assertThat(Duration.between(start, Instant.now()), greaterThan(Duration.ofMillis(900)));
        get(first);
    }

    @Test
    void heldBackForTooLongSaysWhich() throws Exception {
        fal.next("{on: 'POST', status: 429, retryAfter: '3600'}");
        failure(post(30));

        String message = assertInstanceOf(KeyException.class, failure(list(1))).getMessage();

        assertThat(message, containsString("Wait budget"));
        assertEquals(1, fal.calls().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{status: 400}",
                "{status: 500}",
                "{status: 503, retryAfter: '0'}",
                "{status: 408}",
                "{drop: 'before'}",
                "{drop: 'after'}",
                "{answer: 'garbled'}"
            })
    void makesNoSecondKeyOnAGuess(String fault) {
        fal.next(fault);

        assertInstanceOf(FalException.class, failure(post(60)));
        assertEquals(1, posts());
    }

    @Test
    void repeatsWhatSurelyWasNotSent() throws Exception {
        Iterator<String> urls = List.of(NOBODY, fal.url()).iterator();
        FalApi api = new FalApi(() -> client, () -> URI.create(urls.next()));

        get(calls.once(pool, patience(60), () -> api.create(admin().key(), "k")));

        assertEquals(1, posts());
    }

    @Test
    void repeatsNothingForLongerThanTheTimeAllows() {
        FalApi api = new FalApi(() -> client, () -> URI.create(NOBODY));
        Instant start = Instant.now();

        failure(calls.once(pool, patience(2), () -> api.create(admin().key(), "k")));

        assertThat(Duration.between(start, Instant.now()), lessThan(Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{status: 500}", "{status: 503}", "{drop: 'before'}"})
    void repeatsWhatDoesNoHarm(String fault) throws Exception {
        fal.next(fault);

        get(list(60));

        assertEquals(2, fal.calls().size());
    }

    @Test
    void doesNotRepeatWhatIsRefused() {
        fal.next("{status: 403}");

        assertEquals(
                403, assertInstanceOf(FalException.class, failure(list(60))).status());
        assertEquals(1, fal.calls().size());
    }

    @Test
    void anAbortEndsTheWait() throws Exception {
        fal.next("{on: 'POST', status: 429, retryAfter: '50'}");
        CompletableFuture<String> call = post(60);
        eventually(() -> posts() == 1);
        Thread.sleep(50);
        Instant start = Instant.now();

        abort.complete(null);

        assertInstanceOf(CancellationException.class, failure(call));
        assertThat(Duration.between(start, Instant.now()), lessThan(Duration.ofSeconds(5)));
        assertEquals(1, posts());
    }
}
