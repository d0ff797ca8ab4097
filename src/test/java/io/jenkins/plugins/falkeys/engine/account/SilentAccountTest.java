package io.jenkins.plugins.falkeys.engine.account;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.falkeys.api.FalFailures;
import io.jenkins.plugins.falkeys.engine.EngineTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An account that does not respond leaves the threads to the others. */
class SilentAccountTest extends EngineTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final List<CompletableFuture<?>> calls = new CopyOnWriteArrayList<>();
    private Account account;

    /** As many calls as the account may make at once time out. */
    @BeforeEach
    void fallSilent() throws Exception {
        account = new Account("team", ports(), new StopSignal());
        for (int i = 0; i < 5; i++) {
            mint(60);
        }
        assertCalls(4);
        ahead = TIMEOUT;
        for (int i = 0; i < 4; i++) {
            calls.get(i).completeExceptionally(FalFailures.noResponse());
        }
        assertCalls(5);
    }

    private CompletableFuture<?> mint(int seconds) {
        return Futures.unwrapped(account.mint(wait(seconds), this::call));
    }

    private void delete() {
        account.delete(wait(60), this::call);
    }

    private Wait wait(int seconds) {
        return Wait.within(
                Duration.ofSeconds(seconds), ports(), new StopSignal(), new CompletableFuture<>(), line -> {});
    }

    /** A call that goes on until the test ends it. */
    private <T> CompletableFuture<T> call() {
        CompletableFuture<T> call = new CompletableFuture<>();
        calls.add(call);
        return call;
    }

    /** Calls start a moment apart. */
    private void assertCalls(int number) throws Exception {
        eventually(() -> calls.size() >= number);
        Thread.sleep(500);
        assertEquals(number, calls.size());
    }

    @Test
    void itsCallsAreMadeOneAtATimeUntilItRespondsAgain() throws Exception {
        mint(60);
        delete();
        assertCalls(5);

        ahead = ahead.plus(TIMEOUT);
        calls.get(4).completeExceptionally(FalFailures.noResponse());
        assertCalls(6);

        calls.get(5).complete(null);
        mint(60);
        assertCalls(8);
    }

    @Test
    void anErrorIsAResponse() throws Exception {
        mint(60);
        delete();

        calls.get(4).completeExceptionally(FalFailures.status(500, null));

        assertCalls(7);
    }

    @Test
    void aConnectionThatIsResetAtOnceIsNoSilence() throws Exception {
        mint(60);
        delete();

        calls.get(4).completeExceptionally(FalFailures.noResponse());

        assertCalls(7);
    }

    @Test
    void aCallThatWaitedTooLongLeavesItsPlaceToOthers() throws Exception {
        assertThat(refusal(mint(2)), containsString("fal is not responding, so calls are made one at a time, and"));
        delete();

        calls.get(4).completeExceptionally(FalFailures.noResponse());

        assertCalls(6);
    }
}
