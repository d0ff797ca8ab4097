package io.jenkins.plugins.falkeys.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.engine.KeyReceiver.Lease;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.DeleteRequest;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A copy of a controller does not call fal, and changes neither records nor credentials. */
class CopiedLedgerTest extends EngineTest {

    private CreatedKey stored;
    private Lease lease;
    private KeyRecord failing;
    private KeyRecord lost;
    private List<KeyRecord> records;
    private Map<Target, String> credentials;
    private List<String> calls;

    /** One key in a credential, one in a block, one whose deletion failed, and one whose response was lost. */
    @BeforeEach
    void copy() throws Exception {
        stored = get(create());
        lease = lease(place("13"));
        Lease ended = lease(place("14"));
        fal.next("{on: 'DELETE', status: 403}");
        get(keys.end(ended));
        eventually(() -> recordOf(ended.keyId()).attempts() == 1);
        failing = recordOf(ended.keyId());
        fal.next("{on: 'POST', drop: 'after'}");
        refusal(keys.create(new KeyRequest(place("15"), "Lost Key", false, null), anywhere(), SAVED));
        lost = ledger.latest(place("15")).orElseThrow();
        copied = true;
        records = ledger.all();
        credentials = Map.copyOf(stores.keys);
        calls = fal.calls();
    }

    @AfterEach
    void nothingChanged() throws Exception {
        Thread.sleep(100); // so that background work is noticed
        assertEquals(calls, fal.calls());
        assertEquals(records, ledger.all());
        assertEquals(credentials, stores.keys);
    }

    private static void assertRefused(CompletableFuture<?> work) {
        assertThat(refusal(work), containsString("This is a copy."));
    }

    @Test
    void mintsNothing() {
        assertRefused(keys.create(request(OTHER_JOB), into("another"), SAVED));
        assertRefused(keys.withKey(request(OTHER_JOB), SAVED, (key, mine) -> {}));
    }

    @Test
    void rotatesNothing() {
        assertRefused(rotate(place("20"), 0));
    }

    @Test
    void deletesNothing() {
        assertRefused(delete(place("20"), stored.keyId()));
        assertRefused(keys.delete(DeleteRequest.ofRecord(person(), failing.id(), true), SAVED));
    }

    @Test
    void leavesABlocksKeyToTheOriginal() {
        assertRefused(keys.end(lease));
    }

    @Test
    void sweepsNothing() {
        over = true;
        ahead = Duration.ofDays(40);
        assertRefused(keys.upkeep().sweep());
    }

    @Test
    void settlesNothing() {
        Administration administration = keys.administration();
        String candidate = lost.search().candidates().get(0).keyId();
        assertRefused(administration.deleteCandidates(person(), lost.id(), Set.of(candidate)));
        assertRefused(administration.settleAsGone(person(), failing.id()));
        assertRefused(administration.settleAsNotOurs(person(), lost.id()));
        assertRefused(administration.settleWithAdminKey(person(), failing.id(), MemoryAdminKeys.USUAL));
        assertRefused(administration.give(person(), failing.id(), null));
    }

    @Test
    void neitherAdoptsNorDeletesForeignKeys() {
        FalApiStub.Key foreign = fal.addKey(FalApiStub.ADMIN_KEY, "Foreign Key");
        Target elsewhere = new Target("team", "foreign");
        stores.keys.put(elsewhere, foreign.value());
        credentials = Map.copyOf(stores.keys);

        assertRefused(keys.administration().adopt(person(), elsewhere, null, null));
        assertRefused(keys.administration().deleteForeign(person(), foreign.id(), null, ""));
    }

    /** A build that had requested a key before the controller was copied continues on the copy. */
    @Test
    void settlesNoEarlierAttempt() {
        assertRefused(keys.create(new KeyRequest(place("15"), "Lost Key", false, null), anywhere(), SAVED));
        assertEquals(
                KeyState.UNRESOLVED, ledger.latest(place("15")).orElseThrow().state());
    }
}
