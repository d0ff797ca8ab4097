package io.jenkins.plugins.falkeys.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.KeyReceiver.Lease;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Responses in flight are recorded before Jenkins stops; a waiting step continues after the restart. */
class StopTest extends EngineTest {

    private void restart() {
        keys = new KeyService(ports(), origin -> pool, pool);
    }

    @Test
    void aResponseInFlightIsRecorded() throws Exception {
        fal.next("{on: 'POST', lateMillis: 500}");
        CompletableFuture<CreatedKey> work = create();
        eventually(() -> posts() == 1);

        CompletableFuture<Void> stopped = keys.stop();
        assertFalse(stopped.isDone());
        get(stopped);

        assertStates(KeyState.ACTIVE);
        assertEquals(only().keyId(), get(work).keyId());
        assertTrue(fal.works(stores.keys.get(TARGET)));
    }

    @Test
    void aDeletionInFlightIsRecorded() throws Exception {
        Lease lease = lease(ORIGIN);
        fal.next("{on: 'DELETE', lateMillis: 500}");
        get(keys.end(lease));
        eventually(() -> deletes() == 1);

        get(keys.stop());

        assertStates(KeyState.DELETED);
    }

    @Test
    void aWaitingRequestContinuesAfterTheRestart() throws Exception {
        fal.next("{on: 'POST', status: 429, retryAfter: '3600'}");
        CompletableFuture<CreatedKey> work = create();
        eventually(() -> posts() == 1);
        eventually(() -> !only().isInFlight());

        get(keys.stop());

        assertInstanceOf(CancellationException.class, failure(work));
        assertStates(KeyState.CREATING);
        restart();
        get(create());
        assertStates(KeyState.ACTIVE);
        assertEquals(2, posts());
    }

    @Test
    void aWaitingDeletionContinuesAfterTheRestart() throws Exception {
        Lease lease = lease(ORIGIN);
        fal.next("{on: 'DELETE', status: 429, retryAfter: '3600'}");
        get(keys.end(lease));
        eventually(() -> deletes() == 1);

        get(keys.stop());

        assertStates(KeyState.DELETING);
        assertNull(only().lastError());
        restart();
        sweep();
        assertStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void noNewWorkIsStarted() throws Exception {
        get(keys.stop());

        assertInstanceOf(CancellationException.class, failure(create()));
        assertThat(fal.calls(), empty());
        assertStates();
    }
}
