package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A new key takes the place of an old one, which lives out its grace period. */
class RotationTest extends EngineTest {

    private static final Origin SECOND = new Origin(ORIGIN.run(), ORIGIN.started(), "20", ORIGIN.job());

    private CreatedKey old;

    @BeforeEach
    void makeTheOldKey() throws Exception {
        old = get(create());
    }

    private CompletableFuture<CreatedKey> rotate(int graceMinutes) throws KeyException {
        return keys.rotate(new RotateRequest(SECOND, TARGET.credentialsId(), null, graceMinutes, null), SAVED);
    }

    private void assertOldKeyInPlace() {
        assertTrue(stores.holds(TARGET, old.keyId()));
        assertTrue(fal.works(stores.keys.get(TARGET)));
    }

    @Test
    void theOldKeyLivesOutItsGracePeriod() throws Exception {
        CreatedKey made = get(rotate(60));

        assertTrue(stores.holds(TARGET, made.keyId()));
        assertEquals(2, fal.keys().size());
        assertThat(stores.descriptions.get(TARGET), containsString(made.keyId()));

        ahead = Duration.ofMinutes(59);
        keys.sweep();
        assertEquals(2, fal.keys().size());

        ahead = Duration.ofMinutes(61);
        sweepUntil(KeyState.DELETED, KeyState.ACTIVE);
        assertTrue(fal.works(stores.keys.get(TARGET)));
    }

    @Test
    void withoutAGracePeriodTheOldKeyGoesAtOnce() throws Exception {
        get(rotate(0));

        eventually(() -> fal.keys().size() == 1);
        assertTrue(fal.works(stores.keys.get(TARGET)));
    }

    @Test
    void whatFalRefusesLeavesTheOldKey() throws Exception {
        fal.next("{on: 'POST', status: 403}");

        refusal(rotate(0));

        assertOldKeyInPlace();
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void whatTheStoreRefusesLeavesTheOldKey() throws Exception {
        stores.refuses = true;

        assertThat(refusal(rotate(0)), containsString("It was deleted again."));

        assertOldKeyInPlace();
        assertEquals(1, fal.keys().size());
        assertStates(KeyState.ACTIVE, KeyState.DELETED);
    }

    @Test
    void aFullDiskAfterTheUpdateLeavesTheNewKey() throws Exception {
        ledger.fails = keyRecord -> keyRecord.state() == KeyState.ACTIVE;

        assertThat(refusal(rotate(0)), containsString("is in its credential, but: The record of the key"));

        ledger.fails = keyRecord -> false;
        over = true;
        sweepUntil(KeyState.DELETED, KeyState.ACTIVE);
        assertEquals(1, fal.keys().size());
        assertTrue(fal.works(stores.keys.get(TARGET)));
    }

    @Test
    void anAbortAfterTheUpdateLeavesTheNewKey() throws Exception {
        CountDownLatch updated = new CountDownLatch(1);
        CountDownLatch aborted = new CountDownLatch(1);
        ledger.fails = keyRecord -> {
            if (keyRecord.state() == KeyState.ACTIVE) {
                updated.countDown();
                await(aborted);
            }
            return false;
        };
        CompletableFuture<CreatedKey> work = rotate(0);
        updated.await();

        work.cancel(true);
        aborted.countDown();

        eventually(() -> fal.keys().size() == 1);
        assertTrue(fal.works(stores.keys.get(TARGET)));
        eventually(() -> states().equals(List.of(KeyState.DELETED, KeyState.ACTIVE)));
    }

    @Test
    void aCredentialThatSomebodyChangedIsNotTouched() throws Exception {
        stores.keys.put(TARGET, "something else");

        assertThat(refusal(rotate(0)), containsString("there is no such key for this job"));
        assertEquals("something else", stores.keys.get(TARGET));
        assertEquals(1, posts());
    }

    @Test
    void anotherJobsKeyIsAsIfItDidNotExist() {
        RotateRequest request =
                new RotateRequest(new Origin("other#1", 1, "3", "other"), TARGET.credentialsId(), null, 0, null);

        KeyException refusal = assertThrows(KeyException.class, () -> keys.rotate(request, SAVED));

        assertThat(refusal.getMessage(), containsString("there is no such key for this job"));
    }

    @Test
    void aChainOfRotationsEndsEveryOldKey() throws Exception {
        get(rotate(60));
        get(keys.rotate(
                new RotateRequest(
                        new Origin(ORIGIN.run(), 1, "21", ORIGIN.job()), TARGET.credentialsId(), "New Name", 0, null),
                SAVED));

        ahead = Duration.ofMinutes(61);

        sweepUntil(KeyState.DELETED, KeyState.DELETED, KeyState.ACTIVE);
        assertEquals("New Name", fal.keys().get(0).alias());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
