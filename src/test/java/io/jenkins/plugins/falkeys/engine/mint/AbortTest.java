package io.jenkins.plugins.falkeys.engine.mint;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.KeyReceiver;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** An aborted build leaves no key behind, whenever it is aborted. */
class AbortTest extends EngineTest {

    @Test
    void beforeFalIsCalled() throws Exception {
        CompletableFuture<Void> saved = new CompletableFuture<>();
        CountDownLatch saving = new CountDownLatch(1);
        CompletableFuture<CreatedKey> work = keys.create(request(), anywhere(), new Requester() {
            @Override
            public CompletableFuture<Void> save() {
                saving.countDown();
                return saved;
            }

            @Override
            public void waiting(String line) {}
        });
        await(saving);

        work.cancel(true);
        saved.complete(null);

        eventually(() -> keys.underWay().isEmpty());
        assertStates();
        assertThat(fal.calls(), empty());
    }

    @Test
    void duringTheCallToFal() throws Exception {
        fal.next("{on: 'POST', lateMillis: 300}");
        CompletableFuture<CreatedKey> work = create();
        eventually(() -> posts() == 1);

        work.cancel(true);

        eventuallyStates(KeyState.DELETED);
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
        assertTrue(work.isCancelled());
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
        await(storing);
        assertEquals(1, stores.keys.size());

        work.cancel(true);
        aborted.countDown();

        eventuallyStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
        assertTrue(stores.keys.isEmpty());
    }

    @Test
    void whileTheKeyIsDelivered() throws Exception {
        CountDownLatch receiving = new CountDownLatch(1);
        CountDownLatch aborted = new CountDownLatch(1);
        CompletableFuture<KeyReceiver.Lease> work = keys.withKey(request(), SAVED, (key, lease) -> {
            receiving.countDown();
            aborted.await();
        });
        await(receiving);

        work.cancel(true);
        aborted.countDown();

        eventuallyStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void whileTheKeyIsDeleted() throws Exception {
        CreatedKey created = get(create());
        fal.next("{on: 'DELETE', lateMillis: 300}");
        CompletableFuture<String> work = delete(ORIGIN, created.keyId());
        eventually(() -> deletes() == 1);

        work.cancel(true);

        eventuallyStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
        assertTrue(stores.keys.isEmpty());
    }

    @Test
    void whileAnotherRequestHasTheLock() throws Exception {
        fal.next("{on: 'POST', lateMillis: 300}");
        CompletableFuture<CreatedKey> first = create();
        eventually(() -> posts() == 1);
        CompletableFuture<CreatedKey> second = keys.create(request(OTHER_JOB), anywhere(), SAVED);

        second.cancel(true);

        get(first);
        assertEquals(1, posts());
        assertStates(KeyState.ACTIVE);
    }
}
