package io.jenkins.plugins.falkeys.engine.mint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.account.StopSignal;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Only one request at a time works with a credential. */
class CredentialLocksTest {

    private final Target target = new Target("team", "key");
    private final CredentialLocks locks = new CredentialLocks();
    private final List<String> begun = new ArrayList<>();
    private final Wait patient = Wait.forever(null, new StopSignal());

    private CompletableFuture<String> work(String name, Target on, CompletableFuture<String> result) {
        return locks.with(on, patient, () -> {
            begun.add(name);
            return result;
        });
    }

    @Test
    void laterWorkWaitsForEarlierWork() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        work("first", target, first);
        CompletableFuture<String> waiting = work("second", target, second);
        work("third", target, new CompletableFuture<>());
        assertEquals(List.of("first"), begun);

        first.complete("");
        assertEquals(List.of("first", "second"), begun);
        assertFalse(waiting.isDone());

        second.complete("done");
        assertEquals(List.of("first", "second", "third"), begun);
        assertEquals("done", waiting.join());
    }

    @Test
    void otherCredentialsDoNotWait() {
        work("first", target, new CompletableFuture<>());
        work("other ID", new Target("team", "other"), new CompletableFuture<>());
        work("other store", new Target("", "key"), new CompletableFuture<>());

        assertEquals(List.of("first", "other ID", "other store"), begun);
    }

    @Test
    void afterAFailureTheNextWorkStarts() {
        CompletableFuture<String> failed =
                work("first", target, CompletableFuture.failedFuture(new IllegalStateException()));
        work("second", target, new CompletableFuture<>());

        assertTrue(failed.isCompletedExceptionally());
        assertEquals(List.of("first", "second"), begun);
    }

    @Test
    void afterAnExceptionTheNextWorkStarts() {
        CompletableFuture<String> failed = locks.with(target, patient, () -> {
            throw new IllegalStateException();
        });
        work("second", target, new CompletableFuture<>());

        assertTrue(failed.isCompletedExceptionally());
        assertEquals(List.of("second"), begun);
    }

    @Test
    void aRequestThatGaveUpIsSkipped() {
        CompletableFuture<String> first = new CompletableFuture<>();
        work("first", target, first);
        StopSignal stop = new StopSignal();
        CompletableFuture<String> givesUp =
                locks.with(target, Wait.forever(null, stop), () -> new CompletableFuture<>());
        work("third", target, new CompletableFuture<>());

        stop.give();
        assertTrue(givesUp.isCompletedExceptionally());
        assertEquals(List.of("first"), begun);

        first.complete("");
        assertEquals(List.of("first", "third"), begun);
    }
}
