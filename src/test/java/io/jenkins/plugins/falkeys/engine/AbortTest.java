package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A build that is aborted leaves no key behind, whenever that comes. */
class AbortTest extends EngineTest {

    @Test
    void beforeFalIsAsked() throws Exception {
        CompletableFuture<Void> saved = new CompletableFuture<>();
        CompletableFuture<CreatedKey> work =
                keys.create(request(), new StoreRequest(null, null, null, IfExists.FAIL), () -> saved);
        eventually(() -> !ledger.all().isEmpty());

        work.cancel(true);
        saved.complete(null);

        eventually(() -> ledger.all().isEmpty());
        assertThat(fal.calls(), empty());
    }

    @Test
    void whileFalIsAsked() throws Exception {
        fal.next("{on: 'POST', lateMillis: 300}");
        CompletableFuture<CreatedKey> work = create();
        eventually(() -> posts() == 1);

        work.cancel(true);

        eventually(() -> states().equals(List.of(KeyState.DELETED)));
        assertThat(fal.keys(), empty());
        assertTrue(stores.keys.isEmpty());
    }

    @Test
    void whileFalLimitsTheRate() throws Exception {
        fal.next("{on: 'POST', status: 429, retryAfter: '30'}");
        CompletableFuture<CreatedKey> work = create();
        eventually(() -> posts() == 1);

        work.cancel(true);

        eventually(() -> ledger.all().isEmpty());
        assertEquals(1, posts());
    }

    @Test
    void whileTheKeyIsStored() throws Exception {
        CountDownLatch storing = new CountDownLatch(1);
        CountDownLatch aborted = new CountDownLatch(1);
        ledger.fails = keyRecord -> {
            if (keyRecord.state() == KeyState.ACTIVE) {
                storing.countDown();
                await(aborted);
            }
            return false;
        };
        CompletableFuture<CreatedKey> work = create();
        storing.await();
        assertEquals(1, stores.keys.size());

        work.cancel(true);
        aborted.countDown();

        eventually(() -> states().equals(List.of(KeyState.DELETED)));
        assertThat(fal.keys(), empty());
        assertTrue(stores.keys.isEmpty());
    }

    @Test
    void whileTheKeyIsReceived() throws Exception {
        CountDownLatch receiving = new CountDownLatch(1);
        CountDownLatch aborted = new CountDownLatch(1);
        CompletableFuture<String> work = keys.withKey(request(), SAVED, (key, id) -> {
            receiving.countDown();
            aborted.await();
        });
        receiving.await();

        work.cancel(true);
        aborted.countDown();

        eventually(() -> states().equals(List.of(KeyState.DELETED)));
        assertThat(fal.keys(), empty());
    }

    @Test
    void whileTheKeyIsDeleted() throws Exception {
        CreatedKey created = get(create());
        fal.next("{on: 'DELETE', lateMillis: 300}");
        CompletableFuture<String> work = keys.delete(new DeleteRequest(ORIGIN, created.keyId(), null, true));
        eventually(() -> deletes() == 1);

        work.cancel(true);

        eventually(() -> states().equals(List.of(KeyState.DELETED)));
        assertThat(fal.keys(), empty());
        assertTrue(stores.keys.isEmpty());
    }

    @Test
    void whileAnotherOneHasTheCredential() throws Exception {
        fal.next("{on: 'POST', lateMillis: 300}");
        CompletableFuture<CreatedKey> first = create();
        eventually(() -> posts() == 1);
        CompletableFuture<CreatedKey> second = keys.create(
                request(new Origin("other#1", 1, "3", "other")),
                new StoreRequest(TARGET.credentialsId(), null, null, IfExists.FAIL),
                SAVED);

        second.cancel(true);

        get(first);
        assertEquals(1, posts());
        assertStates(KeyState.ACTIVE);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
