package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A step that starts again after a crash finds its record, and settles that one. */
class SettlingTest extends EngineTest {

    private final Instant before = Instant.now().minusSeconds(60);

    private KeyRecord written() {
        return KeyRecord.of(request(), TARGET, null, admin().reference(), before);
    }

    /** A key that fal made before the crash, with its record. */
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
    void goesOnWhereNothingWasSent() throws Exception {
        ledger.put(written());

        get(create());

        assertEquals(1, posts());
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void doesNotAskAgainWhereTheAnswerWasLost() throws Exception {
        ledger.put(written().sent(before));

        String refusal = refusal(create());

        assertThat(refusal, containsString("fal may have made a key 'Production Key' at " + before));
        assertEquals(List.of("GET /keys"), fal.calls());
        assertStates(KeyState.UNRESOLVED);
    }

    @Test
    void takesAKeyThatWasStored() throws Exception {
        KeyRecord crashed = answered();
        store(crashed);
        ledger.put(crashed);

        assertEquals(crashed.keyId(), get(create()).keyId());
        assertThat(fal.calls(), empty());
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void makesAnewWhatWasNotStored() throws Exception {
        KeyRecord crashed = answered();
        ledger.put(crashed);

        CreatedKey created = get(create());

        assertFalse(crashed.keyId().equals(created.keyId()));
        assertEquals(1, fal.keys().size());
        assertTrue(fal.works(stores.keys.get(TARGET)));
        assertStates(KeyState.DELETED, KeyState.ACTIVE);
    }

    @Test
    void returnsWhatWasDone() throws Exception {
        KeyRecord done = answered().in(KeyState.ACTIVE, before);
        store(done);
        ledger.put(done);

        CreatedKey created = get(create());

        assertEquals(done.keyId(), created.keyId());
        assertEquals(done.createdAt(), created.createdAt());
        assertThat(fal.calls(), empty());
    }

    @Test
    void givesABlockANewKeyInPlaceOfTheLostOne() throws Exception {
        ledger.put(answered().in(KeyState.ACTIVE, before));
        AtomicReference<String> received = new AtomicReference<>();

        get(keys.withKey(request(), SAVED, (key, id) -> received.set(key.value())));

        assertTrue(fal.works(received.get()));
        assertEquals(1, fal.keys().size());
        assertStates(KeyState.DELETED, KeyState.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyState.class,
            names = {"DELETING", "DELETED", "UNRESOLVED"})
    void staysFailed(KeyState state) throws IOException {
        ledger.put(answered().in(state, before));

        assertThat(refusal(create()), containsString("'Production Key'"));
        assertEquals(0, posts());
    }

    @Test
    void leavesTheRecordsOfOtherPlacesAlone() throws Exception {
        ledger.put(written().sent(before));

        CompletableFuture<String> work = keys.withKey(
                request(new Origin(ORIGIN.run(), ORIGIN.started(), "13", ORIGIN.job())), SAVED, (key, id) -> {});

        get(work);
        assertStates(KeyState.CREATING, KeyState.ACTIVE);
    }
}
