package io.jenkins.plugins.falkeys.engine.cost;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyReceiver;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.ledger.SyncedFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a key, and to its user, when its cost limit is reached. */
class CostBrakeTest extends EngineTest {

    private final List<String> stopped = new CopyOnWriteArrayList<>();

    private KeyReceiver.Lease limited(String maxCost) throws Exception {
        return get(keys.withKey(request().limitedTo(maxCost), SAVED, (key, lease) -> {}));
    }

    private void use(KeyReceiver.Lease lease, String cost, String currency) {
        fal.addUsage(
                lease.keyId(),
                "fal-ai/flux/dev",
                "image",
                "1",
                null,
                cost,
                currency,
                Instant.now().minusMillis(2));
    }

    private void collect() throws Exception {
        get(keys.upkeep().collectCosts(records -> {}));
    }

    @Test
    void aBlockIsStoppedAndItsKeyRevoked() throws Exception {
        KeyReceiver.Lease lease = limited("2.50");
        keys.watchCost(lease, stopped::add);
        use(lease, "2.49", "USD");
        collect();
        assertThat(stopped, empty());
        assertStates(KeyState.ACTIVE);

        use(lease, "0.01", "USD");
        collect();

        assertThat(stopped, contains(containsString("has cost 2.50 USD at fal (as of ")));
        assertThat(stopped.get(0), containsString("has reached its maxCost of 2.50: "));
        assertThat(stopped.get(0), not(containsString(lease.keyId())));
        assertThat(interruptions, empty());
        eventuallyStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
        assertEquals(Optional.of(stopped.get(0)), get(keys.end(lease)), "the end of the block reports the same");
        collect();
        assertThat(stopped, hasSize(1));
    }

    @Test
    void aBlockThatContinuesIsStoppedAgainUntilItEnds() throws Exception {
        KeyReceiver.Lease lease = limited("1");
        keys.watchCost(lease, stopped::add);
        use(lease, "1", "USD");
        collect();
        eventuallyStates(KeyState.DELETED);

        collect();
        assertThat(stopped, hasSize(2));

        get(keys.end(lease));
        collect();
        assertThat(stopped, hasSize(2));
    }

    @Test
    void aBlockResumedByARestartIsStoppedAsWell() throws Exception {
        KeyReceiver.Lease lease = limited("1");
        use(lease, "1", "USD");
        collect();
        eventuallyStates(KeyState.DELETED);

        KeyService restarted = new KeyService(ports(SyncedFiles.ledger(folder)), origin -> pool, pool);
        restarted.watchCost(lease, stopped::add);

        eventually(() -> stopped.size() == 1);
        assertEquals(Optional.of(stopped.get(0)), get(restarted.end(lease)));
    }

    @Test
    void theBuildOfAKeyOutsideABlockIsStopped() throws Exception {
        KeyReceiver.Lease lease = limited("1");
        use(lease, "7", "USD");

        collect();

        assertThat(interruptions, contains(containsString("has cost 7 USD")));
        eventuallyStates(KeyState.DELETED);
    }

    @Test
    void aBlockIsStoppedAfterTheEndIsRecordedAndBeforeTheKeyIsDeleted() throws Exception {
        KeyReceiver.Lease lease = limited("1");
        fal.always("{on: 'DELETE', status: 500}");
        keys.watchCost(lease, why -> stopped.add(states() + " " + fal.keys().size() + " " + deletes()));
        use(lease, "1", "USD");

        collect();

        assertThat(stopped, contains("[DELETING] 1 0"));
    }

    /** A full disk is no reason to keep a key alive. */
    @Test
    void keysAreRevokedEvenIfTheirCostsCannotBeRecorded() throws Exception {
        KeyReceiver.Lease lease = limited("1");
        KeyReceiver.Lease other = get(keys.withKey(request(place("13")).limitedTo("2"), SAVED, (key, of) -> {}));
        keys.watchCost(lease, stopped::add);
        keys.watchCost(other, stopped::add);
        use(lease, "1", "USD");
        use(other, "2", "USD");
        ledger.fails = keyRecord -> true;

        collect();

        assertThat(stopped, hasSize(2));
        eventually(() -> fal.keys().isEmpty());
    }

    @Test
    void sumsInSeveralCurrenciesAreComparedSeparately() throws Exception {
        KeyReceiver.Lease lease = limited("3");
        keys.watchCost(lease, stopped::add);
        use(lease, "2", "USD");
        use(lease, "2", "EUR");
        collect();
        assertThat(stopped, empty());

        use(lease, "1", "EUR");
        collect();
        assertThat(stopped, contains(containsString("has cost 3 EUR")));
    }

    /**
     * fal reported the cost after the block had ended: nothing is left to stop, and a successful build remains
     * successful.
     */
    @Test
    void nothingIsStoppedForAKeyWhoseBlockHasEnded() throws Exception {
        KeyReceiver.Lease lease = limited("1");
        keys.watchCost(lease, stopped::add);
        assertEquals(Optional.empty(), get(keys.end(lease)));
        eventuallyStates(KeyState.DELETED);
        use(lease, "5", "USD");

        collect();

        assertEquals(Optional.empty(), get(keys.end(lease)));
        assertThat(stopped, empty());
        assertThat(interruptions, empty());
    }

    @Test
    void aCopiedControllerStopsNothing() throws Exception {
        KeyReceiver.Lease lease = limited("1");
        use(lease, "5", "USD");
        copied = true;

        failure(keys.upkeep().collectCosts(records -> {}));
        keys.watchCost(lease, stopped::add);

        assertThat(stopped, empty());
        assertThat(interruptions, empty());
        assertStates(KeyState.ACTIVE);
        assertThat(fal.usageCalls(), empty());
    }

    @Test
    void aCopyDoesNotStopABlockThatTheOriginalHasStopped() throws Exception {
        KeyReceiver.Lease lease = limited("1");
        use(lease, "1", "USD");
        collect();
        eventuallyStates(KeyState.DELETED);
        copied = true;

        keys.watchCost(lease, stopped::add);

        Thread.sleep(Duration.ofMillis(200).toMillis());
        assertThat(stopped, empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "2,50", "free", "1e999999999", "1e2147483647", "0.0000000000000001", ""})
    void anInvalidAmountIsRefusedBeforeMinting(String maxCost) {
        assertThat(
                assertThrows(KeyException.class, () -> request().limitedTo(maxCost))
                        .getMessage(),
                containsString("maxCost must be a positive number"));
        assertThat(fal.calls(), empty());
    }
}
