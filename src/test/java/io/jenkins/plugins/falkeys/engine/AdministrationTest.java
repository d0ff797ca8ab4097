package io.jenkins.plugins.falkeys.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.DeleteRequest;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an administrator, who may manage all keys, can do. */
class AdministrationTest extends EngineTest {

    private static final Target ELSEWHERE = new Target("team", TARGET.credentialsId());

    private CompletableFuture<CreatedKey> createElsewhere() {
        return keys.create(request(person()), new StoreRequest(null, "team", null, IfExists.FAIL), SAVED);
    }

    @Test
    void anAdministratorCreatesAKeyInAStore() throws Exception {
        CreatedKey made = get(createElsewhere());

        assertEquals(ELSEWHERE, made.target());
        assertThat(stores.descriptions.get(ELSEWHERE), containsString("created by alice"));
        assertEquals("alice", keys.records().all().get(0).origin().maker());
        assertThat(get(keys.list(ORIGIN, SAVED)), empty());
    }

    @Test
    void aKeyRotatedByAnAdministratorStillBelongsToItsJob() throws Exception {
        get(create());
        get(createElsewhere());

        CreatedKey rotated = get(keys.rotate(
                new RotateRequest(person(), TARGET.store(), TARGET.credentialsId(), null, 60, null), SAVED));

        assertEquals(TARGET, rotated.target());
        assertTrue(stores.holds(TARGET, rotated.keyId()));
        assertFalse(stores.holds(ELSEWHERE, rotated.keyId()));
        assertThat(
                get(keys.list(ORIGIN, SAVED)).stream().map(KeyRecord::state).toList(),
                contains(KeyState.DELETING, KeyState.ACTIVE));
    }

    @Test
    void anAdministratorDeletesTheKeyOfARecord() throws Exception {
        get(create());

        String done = get(keys.delete(DeleteRequest.ofRecord(person(), only().id(), true), SAVED));

        assertThat(done, containsString(" and its credential "));
        assertThat(fal.keys(), empty());
        assertTrue(stores.keys.isEmpty());
    }

    @Test
    void aMissingRecordIsReported() {
        assertThat(
                refusal(keys.delete(DeleteRequest.ofRecord(person(), "gone", true), SAVED)),
                containsString("there is no such key (record 'gone')"));
    }

    @Test
    void findsTheKeysOfABuild() throws Exception {
        get(create());
        assertEquals(ledger.all(), keys.records().touchedBy(ORIGIN.run(), ORIGIN.started()));
        assertThat(keys.records().touchedBy(ORIGIN.run(), ORIGIN.started() + 1), empty());

        keys.upkeep().renamed("team/job", "team/other");
        assertThat(keys.records().touchedBy(ORIGIN.run(), ORIGIN.started()), empty());
        assertEquals(ledger.all(), keys.records().touchedBy("team/other#7", ORIGIN.started()));
    }

    @Test
    void findsTheKeysDeletedByABuild() throws Exception {
        CreatedKey created = get(create());
        assertThat(keys.records().touchedBy("team/job#8", 2), empty());

        get(delete(new Origin("team/job#8", 2, "5", "team/job"), created.keyId()));

        assertEquals(ledger.all(), keys.records().touchedBy("team/job#8", 2));
        assertEquals(ledger.all(), keys.records().touchedBy(ORIGIN.run(), ORIGIN.started()));
        keys.upkeep().renamed("team/job", "team/other");
        assertEquals(ledger.all(), keys.records().touchedBy("team/other#8", 2));
    }

    @Test
    void rotatingAMissingKeyIsRefused() {
        assertThat(
                refusal(keys.rotate(new RotateRequest(person(), "team", "fal-x", null, 60, null), SAVED)),
                containsString("credential 'fal-x' in folder 'team'"));
    }
}
