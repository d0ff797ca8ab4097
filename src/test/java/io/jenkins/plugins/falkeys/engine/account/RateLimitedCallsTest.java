package io.jenkins.plugins.falkeys.engine.account;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.api.KeyListPage;
import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.port.Fal;
import io.jenkins.plugins.falkeys.engine.port.Meters;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which calls are repeated, and when. */
class RateLimitedCallsTest extends EngineTest {

    private static final String NOBODY = "http://127.0.0.1:9/v1";

    private final CompletableFuture<Void> abort = new CompletableFuture<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private RateLimitedCalls mints;
    private RateLimitedCalls reads;

    @BeforeEach
    void open() {
        CallSlots slots = new CallSlots();
        mints = calls(slots);
        reads = calls(slots);
    }

    private RateLimitedCalls calls(CallSlots slots) {
        return new RateLimitedCalls(
                ports(), new Pace(ports().clock(), timer, ports().random(), 4, settings::waitBudget), slots);
    }

    private Wait waitWithin(Duration budget) {
        return Wait.within(budget, ports(), new StopSignal(), abort, told::add);
    }

    private CompletableFuture<FalKey> post(int seconds) {
        return post(seconds, ports().fal());
    }

    private CompletableFuture<FalKey> post(int seconds, Fal port) {
        Wait waitWithin = waitWithin(Duration.ofSeconds(seconds));
        return Futures.unwrapped(mints.once(waitWithin, () -> port.create(admin().key(), "k")));
    }

    private CompletableFuture<KeyListPage> list(int seconds) {
        Wait waitWithin = waitWithin(Duration.ofSeconds(seconds));
        return Futures.unwrapped(
                reads.repeatable(waitWithin, () -> ports().fal().page(admin().key(), null, 0)));
    }

    private Fal at(String... urls) {
        Iterator<String> each = List.of(urls).iterator();
        OkHttpClient client = new OkHttpClient();
        return new PooledFal(new FalApi(() -> client, () -> URI.create(each.next())), pool, Meters.NONE);
    }

    @Test
    void repeatsACallThatGotA429() throws Exception {
        fal.next("{on: 'POST', status: 429, retryAfter: '0', times: 2}");

        get(post(60));

        assertEquals(3, posts());
    }

    @Test
    void waitsBrieflyAfterA429WithoutRetryAfter() throws Exception {
        fal.next("{on: 'POST', status: 429}");
        Instant start = Instant.now();

        get(post(60));

        assertThat(Duration.between(start, Instant.now()), greaterThan(Duration.ofMillis(220)));
    }

    /** Even a time in the past does not make it faster. */
    @ParameterizedTest
    @ValueSource(strings = {"retryAfter: '0'", "retryAfterDate: -60"})
    void isNeverFasterThanTheBackOff(String header) throws Exception {
        fal.always("{on: 'POST', status: 429, " + header + "}");
        CompletableFuture<FalKey> call = post(3);

        refusal(call);

        assertThat(posts(), lessThan(6L));
    }

    @Test
    void waitsForALimitBeyondTheBudgetUntilTheBudgetIsUsedUp() {
        fal.next("{on: 'POST', status: 429, retryAfter: '3600'}");
        settings.waitBudget = Duration.ofSeconds(3);

        String refusal = refusal(post(3));

        assertThat(refusal, containsString("fal is limiting the rate of calls"));
        assertThat(refusal, containsString("the wait budget of 3 seconds is used up"));
        assertEquals(1, posts());
    }

    @Test
    void aLimitDelaysOnlyCallsOfItsKind() throws Exception {
        fal.next("{on: 'POST', status: 429, retryAfter: '2'}");
        Instant start = Instant.now();
        CompletableFuture<FalKey> first = post(60);
        eventually(() -> posts() == 1);
        Thread.sleep(300); // until the response has arrived

        CompletableFuture<FalKey> second = post(60);
        get(list(60));

        assertThat(Duration.between(start, Instant.now()), lessThan(Duration.ofMillis(1500)));
        assertFalse(second.isDone());
        get(first);
        get(second);
        assertThat(Duration.between(start, Instant.now()), greaterThan(Duration.ofMillis(1900)));
        assertEquals(3, posts());
    }

    @Test
    void theUserReadsOnceWhatTheCallIsWaitingForAndUntilWhen() throws Exception {
        fal.next("{on: 'POST', status: 429, retryAfter: '2', times: 2}");

        get(post(60));

        assertEquals(1, told.size());
        assertThat(told.get(0), containsString("Waiting until "));
        assertThat(told.get(0), containsString(" at the latest: fal is limiting the rate of calls"));
    }

    @Test
    void aShortWaitIsNotMentioned() throws Exception {
        fal.next("{on: 'POST', lateMillis: 1500}");

        get(post(60));

        assertThat(told, empty());
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
                "{response: 'garbled'}"
            })
    void doesNotRepeatAMintThatMayHaveSucceeded(String fault) {
        fal.next(fault);

        assertInstanceOf(FalException.class, failure(post(60)));
        assertEquals(1, posts());
    }

    @Test
    void repeatsCallsThatCertainlyWereNotSent() throws Exception {
        get(post(60, at(NOBODY, fal.url())));

        assertEquals(1, posts());
    }

    @Test
    void repeatsNothingBeyondTheBudget() {
        Instant start = Instant.now();

        failure(post(2, at(NOBODY, NOBODY, NOBODY, NOBODY)));

        assertThat(Duration.between(start, Instant.now()), lessThan(Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{status: 500}", "{status: 503}", "{drop: 'before'}"})
    void repeatsCallsThatAreSafeToRepeat(String fault) throws Exception {
        fal.next(fault);

        get(list(60));

        assertEquals(2, fal.calls().size());
    }

    @Test
    void doesNotRepeatARefusedCall() {
        fal.next("{status: 403}");

        assertEquals(
                403, assertInstanceOf(FalException.class, failure(list(60))).status());
        assertEquals(1, fal.calls().size());
    }

    @Test
    void anAbortEndsTheWait() throws Exception {
        fal.next("{on: 'POST', status: 429, retryAfter: '50'}");
        CompletableFuture<FalKey> call = post(60);
        eventually(() -> posts() == 1);
        Thread.sleep(300); // until the response has arrived
        Instant start = Instant.now();

        abort.complete(null);

        assertInstanceOf(CancellationException.class, failure(call));
        assertThat(Duration.between(start, Instant.now()), lessThan(Duration.ofSeconds(5)));
        assertEquals(1, posts());
    }

    @Test
    void anEndedWaitGivesItsTurnToOthers() throws Exception {
        fal.next("{on: 'POST', status: 429, retryAfter: '2'}");
        CompletableFuture<FalKey> aborted = post(60);
        eventually(() -> posts() == 1);
        Thread.sleep(300); // until the response has arrived
        abort.complete(null);
        failure(aborted);

        get(mints.once(
                Wait.forever(ports(), new StopSignal()), () -> ports().fal().create(admin().key(), "k")));

        assertEquals(2, posts());
    }
}
