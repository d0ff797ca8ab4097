package io.jenkins.plugins.falkeys.engine.mint;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Times;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A step that starts again after a crash finds and settles its record. */
class EarlierAttemptTest extends EngineTest {

    private final Instant before = Instant.now().minusSeconds(60);

    private KeyRecord written() {
        return written(false);
    }

    private KeyRecord written(boolean uniqueAlias) {
        return KeyRecord.requested(
                UUID.randomUUID().toString(),
                ORIGIN,
                owners.of(ORIGIN),
                "Production Key",
                uniqueAlias,
                TARGET,
                null,
                admin().reference(),
                "team",
                before);
    }

    /** A key that fal created before the crash, with its record. */
    private KeyRecord answered() {
        FalApiStub.Key key = fal.addKey(FalApiStub.ADMIN_KEY, "Production Key");
        return written().sent(before).answered(key.id(), before);
    }

    private void store(KeyRecord keyRecord) {
        fal.keys().stream()
                .filter(key -> key.id().equals(keyRecord.keyId()))
                .forEach(key -> stores.keys.put(TARGET, key.value()));
    }

    @Test
    void continuesIfNothingWasSent() throws Exception {
        ledger.add(written());

        get(create());

        assertEquals(1, posts());
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void doesNotRequestAgainIfTheResponseWasLost() throws Exception {
        ledger.add(written().sent(before));

        String refusal = refusal(create());

        assertThat(refusal, containsString("fal may have created a key 'Production Key' at " + Times.text(before)));
        assertEquals(List.of("GET /keys"), fal.calls());
        assertStates(KeyState.UNRESOLVED);
    }

    @Test
    void usesAKeyThatWasStored() throws Exception {
        KeyRecord crashed = answered();
        store(crashed);
        ledger.add(crashed);

        assertEquals(crashed.keyId(), get(create()).keyId());
        assertThat(fal.calls(), empty());
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void createsAnotherKeyIfTheFirstWasNotStored() throws Exception {
        KeyRecord crashed = answered();
        ledger.add(crashed);

        CreatedKey created = get(create());

        assertFalse(crashed.keyId().equals(created.keyId()));
        eventually(() -> fal.keys().size() == 1);
        assertTrue(fal.works(stores.keys.get(TARGET)));
        eventuallyStates(KeyState.DELETED, KeyState.ACTIVE);
    }

    @Test
    void returnsAnEarlierResult() throws Exception {
        KeyRecord done = answered().in(KeyState.ACTIVE, before);
        store(done);
        ledger.add(done);

        CreatedKey created = get(create());

        assertEquals(done.keyId(), created.keyId());
        assertEquals(done.createdAt(), created.createdAt());
        assertThat(fal.calls(), empty());
    }

    @Test
    void givesABlockANewKeyInsteadOfTheLostOne() throws Exception {
        ledger.add(answered().in(KeyState.ACTIVE, before));
        AtomicReference<String> received = new AtomicReference<>();

        get(keys.withKey(request(), SAVED, (key, lease) -> received.set(key.value())));

        assertTrue(fal.works(received.get()));
        eventually(() -> fal.keys().size() == 1);
        eventuallyStates(KeyState.DELETED, KeyState.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyState.class,
            names = {"DELETING", "DELETED"})
    void mintsAgainAfterAnAbandonedAttempt(KeyState state) throws Exception {
        ledger.add(answered().in(state, before));

        CreatedKey created = get(create());

        assertEquals(1, posts());
        assertTrue(stores.holds(TARGET, created.keyId()));
        assertStates(state, KeyState.ACTIVE);
    }

    @Test
    void mintsAgainIfTheResponseForAUniqueAliasWasLost() throws Exception {
        ledger.add(written(true).sent(before).searched(List.of(), before).in(KeyState.UNRESOLVED, before));

        get(create());

        assertEquals(1, posts());
        assertStates(KeyState.UNRESOLVED, KeyState.ACTIVE);
    }

    @Test
    void failsAgainIfTheResponseForAUsersAliasWasLost() throws Exception {
        KeyRecord.Candidate candidate = new KeyRecord.Candidate("some-key-id", before);
        ledger.add(written().sent(before).searched(List.of(candidate), before).in(KeyState.UNRESOLVED, before));

        String refusal = refusal(create());

        assertThat(refusal, containsString("fal may have created a key 'Production Key'"));
        assertThat(refusal, containsString("fal's list shows: some-key-id"));
        assertThat(fal.calls(), empty());
    }

    @Test
    void leavesTheRecordsOfOtherStepsAlone() throws Exception {
        ledger.add(written().sent(before));

        lease(place("13"));

        assertStates(KeyState.CREATING, KeyState.ACTIVE);
    }
}
