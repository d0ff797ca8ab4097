package io.jenkins.plugins.falkeys.engine.reconcile;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An administrator adopts or deletes keys that are in fal's list but not in the ledger. */
class UnrecordedKeysTest extends EngineTest {

    private static final Target ELSEWHERE = new Target("team", TARGET.credentialsId());

    private CompletableFuture<KeyRecord> adopt(@CheckForNull Owner owner) {
        return keys.administration().adopt(person(), ELSEWHERE, null, owner);
    }

    private CompletableFuture<String> deleteForeign(String keyId) {
        return keys.administration().deleteForeign(person(), keyId, null, "");
    }

    @Test
    void adoptsAKeyThatFalLists() throws Exception {
        FalApiStub.Key key = fal.addKey(FalApiStub.ADMIN_KEY, "Old Key");
        stores.keys.put(ELSEWHERE, key.value());

        KeyRecord adopted = get(adopt(null));

        assertEquals("Old Key", adopted.alias());
        assertEquals(key.id(), adopted.keyId());
        assertEquals(key.createdAt(), adopted.createdAt());
        assertEquals("team", adopted.account());
        assertEquals(List.of(adopted), ledger.all());
        assertThat(refusal(adopt(null)), containsString("is already on record"));

        get(keys.rotate(new RotateRequest(person(), "team", TARGET.credentialsId(), null, 0, null), SAVED));
        eventually(() -> !fal.works(key.value()));
        assertTrue(fal.works(stores.keys.get(ELSEWHERE)));
    }

    @Test
    void anAdoptedKeyBelongsToItsOwner() throws Exception {
        stores.keys.put(ELSEWHERE, fal.addKey(FalApiStub.ADMIN_KEY, "Old Key").value());

        get(adopt(owners.of(ORIGIN)));

        assertEquals(ledger.all(), get(keys.list(ORIGIN, SAVED)));
        assertThat(get(keys.list(OTHER_JOB, SAVED)), empty());
        CreatedKey rotated = get(rotate(ORIGIN, 60));
        assertEquals(ELSEWHERE, rotated.target());
        assertThat(refusal(rotate(OTHER_JOB, 60)), containsString("this job has no such key"));
    }

    @Test
    void refusesToAdoptAnythingElse() throws Exception {
        assertThat(refusal(adopt(null)), containsString("it is not a Secret text"));
        stores.keys.put(ELSEWHERE, "unknown:key");
        assertThat(refusal(adopt(null)), containsString("fal does not list the key unknown"));
        stores.keys.put(ELSEWHERE, admin().key().value());
        assertThat(refusal(adopt(null)), containsString("is an admin key"));
        fal.next("{on: 'GET', status: 403}");
        assertThat(refusal(adopt(null)), containsString("HTTP 403"));
        assertThat(ledger.all(), empty());
    }

    @Test
    void deletesAKeyThatOnlyFalHas() throws Exception {
        FalApiStub.Key key = fal.addKey(FalApiStub.ADMIN_KEY, "Somebody else's");

        assertEquals("fal API key 'Somebody else's' (" + key.id() + ") was deleted.", get(deleteForeign(key.id())));

        assertThat(fal.keys(), empty());
        assertStates(KeyState.DELETED);
        assertEquals("alice", only().endedBy().maker());
    }

    @Test
    void aForeignKeyIsDeletedUntilFalConfirmsIt() throws Exception {
        FalApiStub.Key key = fal.addKey(FalApiStub.ADMIN_KEY, "Somebody else's");
        fal.next("{on: 'DELETE', status: 403}");

        assertThat(refusal(deleteForeign(key.id())), containsString("It is still live: the deletion failed"));
        assertStates(KeyState.DELETING);
        assertThat(refusal(deleteForeign(key.id())), containsString("the key " + key.id() + " is already on record"));

        sweepAfter(Duration.ofMinutes(1));
        assertStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void deletesAForeignKeyOnlyIfItIsCertain() throws Exception {
        CreatedKey ours = get(create());

        assertThat(refusal(deleteForeign("unknown")), containsString("Nothing was deleted: fal does not list the key"));
        assertThat(refusal(deleteForeign(ours.keyId())), containsString("is already on record"));
        assertThat(
                refusal(deleteForeign(admin().reference().keyId())),
                containsString("is an admin key, which is never rotated or deleted"));
        fal.next("{on: 'GET', status: 403}");
        assertThat(refusal(deleteForeign("any")), containsString("HTTP 403"));
        assertEquals(0, deletes());
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void aForeignKeyThatCannotBeRecordedIsNotDeleted() throws Exception {
        FalApiStub.Key key = fal.addKey(FalApiStub.ADMIN_KEY, "Somebody else's");
        ledger.fails = keyRecord -> true;

        assertThat(refusal(deleteForeign(key.id())), containsString("could not be written"));
        assertEquals(0, deletes());
    }

    @Test
    void aKeyThatALostRequestMayHaveCreatedIsNotForeign() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        refusal(create());
        String candidate = only().search().candidates().get(0).keyId();

        assertThat(refusal(deleteForeign(candidate)), containsString("is already on record"));
        assertEquals(0, deletes());
    }

    @Test
    void aKeyThatABuildIsWaitingForIsNotForeign() throws Exception {
        fal.next("{on: 'POST', lateMillis: 2000}");
        CompletableFuture<CreatedKey> late = create();
        eventually(() -> fal.keys().size() == 1);

        assertThat(
                refusal(deleteForeign(fal.keys().iterator().next().id())),
                containsString("a build is still waiting for fal to respond"));

        assertEquals(0, deletes());
        assertTrue(fal.works(stores.keys.get(get(late).target())));
    }

    /** Until then, every key looks foreign. */
    @Test
    void noKeyIsForeignBeforeTheRecordsAreRead() throws Exception {
        CreatedKey ours = get(create());
        CompletableFuture<Void> loaded = new CompletableFuture<>();
        KeyRecord written = only();
        ledger.remove(written.id(), keyRecord -> true);
        ledger.loaded = loaded;

        CompletableFuture<String> work = deleteForeign(ours.keyId());
        Thread.sleep(300);
        assertEquals(0, deletes());
        ledger.add(written);
        loaded.complete(null);

        assertThat(refusal(work), containsString("is already on record"));
        assertEquals(0, deletes());
    }
}
