package io.jenkins.plugins.falkeys.engine.mint;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.MemoryAdminKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A new key replaces an old one, which stays alive during its grace period. */
class RotationTest extends EngineTest {

    private static final Origin SECOND = place("20");

    private CreatedKey old;

    @BeforeEach
    void createTheOldKey() throws Exception {
        old = get(create());
    }

    private CompletableFuture<CreatedKey> rotate(int graceMinutes) {
        return rotate(SECOND, graceMinutes);
    }

    private void assertOldKeyInPlace() {
        assertTrue(stores.holds(TARGET, old.keyId()));
        assertTrue(fal.works(stores.keys.get(TARGET)));
    }

    @Test
    void theOldKeyLivesUntilItsGracePeriodEnds() throws Exception {
        CreatedKey made = get(rotate(60));

        assertTrue(stores.holds(TARGET, made.keyId()));
        assertEquals(2, fal.keys().size());
        assertThat(stores.descriptions.get(TARGET), containsString(made.keyId()));

        sweepAfter(Duration.ofMinutes(59));
        assertEquals(2, fal.keys().size());

        sweepAfter(Duration.ofMinutes(61));
        assertStates(KeyState.DELETED, KeyState.ACTIVE);
        assertTrue(fal.works(stores.keys.get(TARGET)));
    }

    @Test
    void aGracePeriodOfOneMinuteIsInTheSingular() throws Exception {
        get(create());

        assertThat(get(rotate(1)).description(), endsWith("will be deleted in 1 minute."));
    }

    @Test
    void withoutAGracePeriodTheOldKeyIsDeletedAtOnce() throws Exception {
        get(rotate(0));

        eventually(() -> fal.keys().size() == 1);
        assertTrue(fal.works(stores.keys.get(TARGET)));
    }

    @Test
    void theOldKeyStaysIfFalRefuses() throws Exception {
        fal.next("{on: 'POST', status: 403}");

        refusal(rotate(0));

        assertOldKeyInPlace();
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void theOldKeyStaysIfTheStoreRefuses() throws Exception {
        stores.refuses = true;

        assertThat(refusal(rotate(0)), containsString("It was revoked."));

        assertOldKeyInPlace();
        assertEquals(1, fal.keys().size());
        assertStates(KeyState.ACTIVE, KeyState.DELETED);
    }

    @Test
    void theNewKeyStaysIfTheDiskIsFullAfterTheUpdate() throws Exception {
        ledger.fails = keyRecord -> keyRecord.state() == KeyState.ACTIVE;

        assertThat(refusal(rotate(0)), containsString("was stored in its credential, but: The record of the key"));

        ledger.fails = keyRecord -> false;
        over = true;
        sweep(); // finds the new key in its credential, and therefore that the old one has to be deleted
        eventuallyStates(KeyState.DELETED, KeyState.ACTIVE);
        assertEquals(1, fal.keys().size());
        assertTrue(fal.works(stores.keys.get(TARGET)));
    }

    @Test
    void theNewKeyStaysIfTheDiskIsFullBeforeTheOldOneIsDeleted() throws Exception {
        ledger.fails = keyRecord -> keyRecord.state() == KeyState.DELETING;

        CreatedKey created = get(rotate(0));

        assertTrue(stores.holds(TARGET, created.keyId()));
        ledger.fails = keyRecord -> false;
        sweep();
        eventuallyStates(KeyState.DELETED, KeyState.ACTIVE);
        assertTrue(fal.works(stores.keys.get(TARGET)));
    }

    @Test
    void theNewKeyStaysAfterAnAbortAfterTheUpdate() throws Exception {
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
        await(updated);

        work.cancel(true);
        aborted.countDown();

        eventually(() -> fal.keys().size() == 1);
        assertTrue(fal.works(stores.keys.get(TARGET)));
        eventuallyStates(KeyState.DELETED, KeyState.ACTIVE);
    }

    /** For a moment, the credential holds a key whose record has not been written yet. */
    @Test
    void aRotationWaitsForThePreviousOne() throws Exception {
        CountDownLatch updated = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ledger.fails = keyRecord -> {
            if (keyRecord.state() == KeyState.ACTIVE) {
                updated.countDown();
                await(goOn);
            }
            return false;
        };
        CompletableFuture<CreatedKey> first = rotate(0);
        await(updated);

        CompletableFuture<CreatedKey> second = rotate(place("21"), 0);
        Thread.sleep(200);
        assertFalse(second.isDone());
        goOn.countDown();

        get(first);
        assertTrue(stores.holds(TARGET, get(second).keyId()));
        eventually(() -> fal.keys().size() == 1);
        eventuallyStates(KeyState.DELETED, KeyState.DELETED, KeyState.ACTIVE);
    }

    @Test
    void aCredentialThatSomebodyChangedIsLeftAlone() throws Exception {
        stores.keys.put(TARGET, "something else");

        assertThat(refusal(rotate(0)), containsString("this job has no such key"));
        assertEquals("something else", stores.keys.get(TARGET));
        assertEquals(1, posts());
    }

    @Test
    void anotherJobsKeyAppearsNotToExist() {
        assertThat(refusal(rotate(OTHER_JOB, 0)), containsString("this job has no such key"));
    }

    @Test
    void aChainOfRotationsRevokesEveryOldKey() throws Exception {
        get(rotate(60));
        get(keys.rotate(new RotateRequest(place("21"), TARGET.credentialsId(), "New Name", 0, null), SAVED));

        sweepAfter(Duration.ofMinutes(61));

        assertStates(KeyState.DELETED, KeyState.DELETED, KeyState.ACTIVE);
        assertEquals("New Name", fal.keys().get(0).alias());
    }

    @Test
    void aNegativeGracePeriodIsRefused() {
        assertThat(refusal(rotate(-1)), containsString("graceMinutes is negative"));
        assertEquals(1, posts());
    }

    @Test
    void fromWhenTheOldKeyIsGoneNothingIsDoneAboutIt() throws Exception {
        get(rotate(0));
        eventuallyStates(KeyState.DELETED, KeyState.ACTIVE);
        fal.addAccount(OTHER_ACCOUNT);
        adminKeys.values.put(MemoryAdminKeys.USUAL, OTHER_ACCOUNT);

        sweep();
        Thread.sleep(200);

        assertEquals(0, lists());
    }
}
