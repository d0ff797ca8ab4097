package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What no build looks after any more is looked after by the sweep. */
class SweepTest extends EngineTest {

    private String block() throws Exception {
        return get(keys.withKey(request(), SAVED, (key, id) -> {}));
    }

    @Test
    void endsTheKeyOfABuildThatIsOver() throws Exception {
        block();
        keys.sweep();
        assertStates(KeyState.ACTIVE);

        over = true;
        sweepUntil(KeyState.DELETED);

        assertThat(fal.keys(), empty());
    }

    @Test
    void leavesAStoredKeyToItsCredential() throws Exception {
        get(create());
        over = true;

        keys.sweep();

        assertStates(KeyState.ACTIVE);
        assertThat(keys.vanished(), empty());
    }

    @Test
    void showsAKeyWhoseCredentialVanishedAndLeavesItAlive() throws Exception {
        get(create());
        stores.keys.clear();

        eventually(() -> {
            sweep();
            return keys.vanished().equals(ledger.all());
        });
        assertEquals(1, fal.keys().size());
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void leavesWhatIsUnderWay() throws Exception {
        CompletableFuture<Void> saved = new CompletableFuture<>();
        CompletableFuture<CreatedKey> work =
                keys.create(request(), new StoreRequest(null, null, null, IfExists.FAIL), () -> saved);
        eventually(() -> !ledger.all().isEmpty());
        over = true;

        keys.sweep();
        saved.complete(null);

        get(work);
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void oneFailureStopsNoOther() throws Exception {
        String first = block();
        get(keys.withKey(request(new Origin("other#1", 1, "3", "other")), SAVED, (key, id) -> {}));
        over = true;
        ledger.fails = keyRecord -> keyRecord.id().equals(first);
        fal.next("{on: 'DELETE', status: 403}");

        Thread.sleep(50); // both are handed over, but may still be under way for an instant
        keys.sweep();
        assertEquals(1, fal.keys().size());
        ledger.fails = keyRecord -> false;
        ahead = Duration.ofHours(2);
        sweepUntil(KeyState.DELETED, KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void forgetsDeletedKeysAfterAMonth() throws Exception {
        keys.end(block());
        eventually(() -> states().equals(List.of(KeyState.DELETED)));

        ahead = Duration.ofDays(29);
        keys.sweep();
        assertStates(KeyState.DELETED);

        ahead = Duration.ofDays(31);
        sweepUntil();
    }

    @Test
    void recordsFollowItemsThatAreRenamed() throws Exception {
        CreatedKey created =
                get(keys.create(request(), new StoreRequest("fal-prod", "team", null, IfExists.FAIL), SAVED));
        stores.keys.put(new Target("crew", "fal-prod"), stores.keys.remove(new Target("team", "fal-prod")));

        keys.renamed("team", "crew");
        keys.renamed("team/job", "crew/job");

        KeyRecord renamed = ledger.all().get(0);
        assertEquals(new Target("crew", "fal-prod"), renamed.target());
        assertEquals(new Origin("crew/job#7", 1, "12", "crew/job"), renamed.origin());
        get(keys.delete(new DeleteRequest(renamed.origin(), created.keyId(), null, true)));
        assertTrue(stores.keys.isEmpty());
        assertThat(fal.keys(), empty());
    }

    private void sweep() {
        try {
            keys.sweep();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
