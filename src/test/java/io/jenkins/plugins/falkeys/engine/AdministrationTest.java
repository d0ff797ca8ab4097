package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.AdminKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a person may do who may work with all keys. */
class AdministrationTest extends EngineTest {

    private static final Target ELSEWHERE = new Target("team", TARGET.credentialsId());
    private static final String OTHER_ACCOUNT = "0ad32222-0000-4000-8000-000000000000:0123456789abcdef";

    private static Origin person() {
        return Origin.ofPerson("alice", Instant.now());
    }

    private KeyRecord unresolved() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        assertThat(refusal(create()), containsString("fal's list shows"));
        KeyRecord lost = ledger.all().get(0);
        assertEquals(KeyState.UNRESOLVED, lost.state());
        return lost;
    }

    @Test
    void aPersonMakesAKeyForAStore() throws Exception {
        CreatedKey made =
                get(keys.create(request(person()), new StoreRequest(null, "team", null, IfExists.FAIL), SAVED));

        assertEquals(ELSEWHERE, made.target());
        assertThat(stores.descriptions.get(ELSEWHERE), containsString("made by alice"));
        assertEquals("alice", keys.records().get(0).origin().maker());
        assertThat(keys.list(ORIGIN), empty());
    }

    @Test
    void whatAPersonRotatesStaysTheJobs() throws Exception {
        get(create());
        get(keys.create(request(person()), new StoreRequest(null, "team", null, IfExists.FAIL), SAVED));

        CreatedKey rotated = get(keys.rotate(
                new RotateRequest(person(), TARGET.store(), TARGET.credentialsId(), null, 60, null), SAVED));

        assertEquals(TARGET, rotated.target());
        assertTrue(stores.holds(TARGET, rotated.keyId()));
        assertFalse(stores.holds(ELSEWHERE, rotated.keyId()));
        assertThat(
                keys.list(ORIGIN).stream().map(KeyRecord::state).toList(),
                contains(KeyState.DELETING, KeyState.ACTIVE));
    }

    @Test
    void aPersonDeletesTheKeyOfARecord() throws Exception {
        get(create());

        String done = get(
                keys.delete(DeleteRequest.ofRecord(person(), ledger.all().get(0).id(), true)));

        assertThat(done, containsString("was deleted, with its credential"));
        assertThat(fal.keys(), empty());
        assertTrue(stores.keys.isEmpty());
    }

    @Test
    void aRecordThatIsGoneIsNamed() {
        assertThat(
                refusal(keys.delete(DeleteRequest.ofRecord(person(), "gone", true))),
                containsString("there is no such key: of the record 'gone'"));
    }

    @Test
    void adoptsAKeyThatFalLists() throws Exception {
        FalApiStub.Key key = fal.addKey(FalApiStub.ADMIN_KEY, "Old Key");
        stores.keys.put(ELSEWHERE, key.value());

        KeyRecord adopted = get(keys.administration().adopt(person(), ELSEWHERE, null));

        assertEquals("Old Key", adopted.alias());
        assertEquals(key.id(), adopted.keyId());
        assertEquals(key.createdAt(), adopted.createdAt());
        assertEquals(List.of(adopted), ledger.all());
        assertThat(
                refusal(keys.administration().adopt(person(), ELSEWHERE, null)),
                containsString("is on record already"));

        get(keys.rotate(new RotateRequest(person(), "team", TARGET.credentialsId(), null, 0, null), SAVED));
        eventually(() -> !fal.works(key.value()));
        assertTrue(fal.works(stores.keys.get(ELSEWHERE)));
    }

    @Test
    void adoptsNothingElse() throws Exception {
        assertThat(
                refusal(keys.administration().adopt(person(), ELSEWHERE, null)),
                containsString("there is no Secret text"));
        stores.keys.put(ELSEWHERE, "unknown:key");
        assertThat(
                refusal(keys.administration().adopt(person(), ELSEWHERE, null)),
                containsString("fal does not list the key unknown"));
        stores.keys.put(ELSEWHERE, adminKey);
        assertThat(refusal(keys.administration().adopt(person(), ELSEWHERE, null)), containsString("is an admin key"));
        fal.next("{on: 'GET', status: 403}");
        assertThat(refusal(keys.administration().adopt(person(), ELSEWHERE, null)), containsString("HTTP 403"));
        assertThat(ledger.all(), empty());
    }

    private CompletableFuture<String> deleteForeign(String keyId) {
        return keys.administration().deleteForeign(person(), keyId, null, "");
    }

    @Test
    void deletesAKeyThatOnlyFalHas() throws Exception {
        FalApiStub.Key key = fal.addKey(FalApiStub.ADMIN_KEY, "Somebody else's");

        assertEquals("fal API key 'Somebody else's' (" + key.id() + ") was deleted.", get(deleteForeign(key.id())));

        assertThat(fal.keys(), empty());
        assertStates(KeyState.DELETED);
        assertEquals("alice", ledger.all().get(0).endedBy().maker());
    }

    @Test
    void aForeignKeyIsDeletedUntilFalConfirmsIt() throws Exception {
        FalApiStub.Key key = fal.addKey(FalApiStub.ADMIN_KEY, "Somebody else's");
        fal.next("{on: 'DELETE', status: 403}");

        assertThat(refusal(deleteForeign(key.id())), containsString("It is still live: its deletion failed"));
        assertStates(KeyState.DELETING);
        assertThat(refusal(deleteForeign(key.id())), containsString("the key " + key.id() + " is on record already"));

        ahead = Duration.ofMinutes(1);
        sweepUntil(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void deletesNoForeignKeyOnAGuess() throws Exception {
        CreatedKey ours = get(create());

        assertThat(refusal(deleteForeign("unknown")), containsString("Nothing was deleted: fal does not list the key"));
        assertThat(refusal(deleteForeign(ours.keyId())), containsString("is on record already"));
        assertThat(
                refusal(deleteForeign(AdminKey.of(adminKey).keyId())),
                containsString("is an admin key, which is never rotated or deleted"));
        fal.next("{on: 'GET', status: 403}");
        assertThat(refusal(deleteForeign("any")), containsString("HTTP 403"));
        assertEquals(0, deletes());
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void aForeignKeyThatCannotGoOnRecordIsNotDeleted() throws Exception {
        FalApiStub.Key key = fal.addKey(FalApiStub.ADMIN_KEY, "Somebody else's");
        ledger.fails = keyRecord -> true;

        assertThat(refusal(deleteForeign(key.id())), containsString("could not be written"));
        assertEquals(0, deletes());
    }

    @Test
    void candidatesThatWereSeenAreDeleted() throws Exception {
        KeyRecord lost = unresolved();
        String candidate = lost.search().candidates().get(0).keyId();

        assertThat(
                refusal(keys.administration().deleteCandidates(person(), lost.id(), Set.of("another"))),
                containsString("showed other keys meanwhile: " + candidate));
        assertEquals(0, deletes());

        KeyRecord ended = get(keys.administration().deleteCandidates(person(), lost.id(), Set.of(candidate)));
        assertEquals(KeyState.DELETED, ended.state());
        assertEquals(candidate, ended.keyId());
        assertThat(fal.keys(), empty());
    }

    @Test
    void aForeignKeyIsLeftAlone() throws Exception {
        KeyRecord lost = unresolved();

        KeyRecord settled = get(keys.administration().takeAsForeign(person(), lost.id()));

        assertEquals(KeyState.DELETED, settled.state());
        assertThat(settled.lastError(), containsString("foreign by alice"));
        assertEquals(1, fal.keys().size());
        assertThat(
                refusal(keys.administration().takeAsForeign(person(), lost.id())),
                containsString("is not unresolved, but DELETED"));
    }

    @Test
    void comparesEachAccountWithItsList() throws Exception {
        get(create());
        KeyRecord missing = ledger.all().get(0);
        fal.addKey(FalApiStub.ADMIN_KEY, "Somebody else's");

        List<Comparison> same = get(keys.administration().compare(person()));
        assertEquals(1, same.size());
        assertThat(same.get(0).onlyHere(), empty());
        assertThat(
                same.get(0).onlyAtFal().stream()
                        .map(key -> key.alias() + ", " + key.scope())
                        .toList(),
                contains("Somebody else's, API"));

        fal.addAccount(OTHER_ACCOUNT);
        adminKey = OTHER_ACCOUNT;
        List<Comparison> other = get(keys.administration().compare(person()));
        assertThat(other.get(0).onlyAtFal(), empty());
        assertThat(other.get(0).onlyHere(), contains(missing));
        assertNull(other.get(0).error());
    }

    @Test
    void aKeyThatALostAnswerMayHaveMadeIsNotForeign() throws Exception {
        String candidate = unresolved().search().candidates().get(0).keyId();

        assertThat(get(keys.administration().compare(person())).get(0).onlyAtFal(), empty());
        assertThat(refusal(deleteForeign(candidate)), containsString("is on record already"));
        assertEquals(0, deletes());
    }

    @Test
    void aListThatCannotBeReadSaysSo() throws Exception {
        fal.next("{on: 'GET', status: 403}");
        assertThat(get(keys.administration().compare(person())).get(0).error(), containsString("HTTP 403"));
    }

    @Test
    void findsTheKeysOfABuild() throws Exception {
        get(create());
        assertEquals(ledger.all(), keys.touchedBy(ORIGIN.run(), ORIGIN.started()));
        assertThat(keys.touchedBy(ORIGIN.run(), ORIGIN.started() + 1), empty());

        keys.renamed("team/job", "team/other");
        assertThat(keys.touchedBy(ORIGIN.run(), ORIGIN.started()), empty());
        assertEquals(ledger.all(), keys.touchedBy("team/other#7", ORIGIN.started()));
    }

    @Test
    void findsTheKeysThatABuildDeleted() throws Exception {
        CreatedKey created = get(create());
        Origin later = new Origin("team/job#8", 2, "5", "team/job");
        assertThat(keys.touchedBy("team/job#8", 2), empty());

        get(keys.delete(new DeleteRequest(later, created.keyId(), null, true)));

        assertEquals(ledger.all(), keys.touchedBy("team/job#8", 2));
        assertEquals(ledger.all(), keys.touchedBy(ORIGIN.run(), ORIGIN.started()));
        keys.renamed("team/job", "team/other");
        assertEquals(ledger.all(), keys.touchedBy("team/other#8", 2));
    }

    @Test
    void aRotationWithoutASuchKeyIsRefusedAtOnce() {
        KeyException refusal = assertThrows(
                KeyException.class,
                () -> keys.rotate(new RotateRequest(person(), "team", "fal-x", null, 60, null), SAVED));
        assertThat(refusal.getMessage(), containsString("in the credential 'fal-x' in folder 'team'"));
    }
}
