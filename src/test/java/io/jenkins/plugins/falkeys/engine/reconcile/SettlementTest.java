package io.jenkins.plugins.falkeys.engine.reconcile;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.MemoryAdminKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An administrator settles records that Jenkins cannot settle itself. */
class SettlementTest extends EngineTest {

    /** A lost key, which is the only candidate. */
    private KeyRecord unresolved() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        assertThat(refusal(create()), containsString("fal's list shows"));
        assertStates(KeyState.UNRESOLVED);
        return only();
    }

    /** A key whose deletion fails because its admin key is gone. */
    private KeyRecord deleting() throws Exception {
        get(create());
        adminKeys.values.remove(MemoryAdminKeys.USUAL);
        refusal(delete(ORIGIN, only().keyId()));
        assertStates(KeyState.DELETING);
        return only();
    }

    @Test
    void candidatesThatWereShownAreDeleted() throws Exception {
        KeyRecord lost = unresolved();
        String candidate = lost.search().candidates().get(0).keyId();

        assertThat(
                refusal(keys.administration().deleteCandidates(person(), lost.id(), Set.of("another"))),
                containsString("now shows other keys: " + candidate));
        assertEquals(0, deletes());

        KeyRecord ended = get(keys.administration().deleteCandidates(person(), lost.id(), Set.of(candidate)));
        assertEquals(KeyState.DELETED, ended.state());
        assertEquals(candidate, ended.keyId());
        assertEquals("alice", ended.endedBy().maker());
        assertThat(fal.keys(), empty());
    }

    @Test
    void everyCandidateThatWasShownIsDeleted() throws Exception {
        fal.addKey(admin().key().value(), "Production Key");
        KeyRecord lost = unresolved();
        assertEquals(2, lost.candidates().size());
        Set<String> seen = Set.of(
                lost.candidates().get(0).keyId(), lost.candidates().get(1).keyId());

        get(keys.administration().deleteCandidates(person(), lost.id(), seen));

        eventuallyStates(KeyState.DELETED, KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void aForeignKeyIsLeftAlone() throws Exception {
        KeyRecord lost = unresolved();

        KeyRecord settled = get(keys.administration().settleAsNotOurs(person(), lost.id()));

        assertEquals(KeyState.DELETED, settled.state());
        assertThat(settled.lastError(), containsString("foreign by alice"));
        assertEquals(1, fal.keys().size());
        assertEquals(0, deletes());
        assertThat(
                refusal(keys.administration().settleAsNotOurs(person(), lost.id())),
                containsString("is already closed; its state is DELETED"));
    }

    @Test
    void aFailingDeletionIsSettledAsForeign() throws Exception {
        KeyRecord failing = deleting();

        KeyRecord settled = get(keys.administration().settleAsNotOurs(person(), failing.id()));

        assertEquals(KeyState.DELETED, settled.state());
        sweepAfter(Duration.ofHours(2));
        assertEquals(0, deletes());
        assertThat(keys.records().unsettled(), empty());
    }

    @Test
    void aFailingDeletionIsSettledAsGone() throws Exception {
        KeyRecord failing = deleting();

        KeyRecord settled = get(keys.administration().settleAsGone(person(), failing.id()));

        assertEquals(KeyState.DELETED, settled.state());
        assertThat(settled.lastError(), containsString("Resolved by alice: the key no longer exists."));
        assertEquals("alice", settled.endedBy().maker());
        assertThat(keys.records().unsettled(), empty());
    }

    @Test
    void anotherAdminKeyDeletesIfAnAdministratorSaysSo() throws Exception {
        KeyRecord failing = deleting();
        String second = "0ad33333-0000-4000-8000-000000000000:0123456789abcdef";
        fal.always("{on: 'BILLING', status: 404}"); // so that only the administrator knows the account
        fal.addAdminKey("0ad31111-2222-4333-8444-555555555555:" + "ad31".repeat(8), second);
        adminKeys.values.put("second-admin", second);

        KeyRecord ended = get(keys.administration().settleWithAdminKey(person(), failing.id(), "second-admin"));

        assertEquals(KeyState.DELETED, ended.state());
        assertEquals("second-admin", ended.admin().credentialsId());
        assertThat(fal.keys(), empty());
    }

    @Test
    void aMissingAdminKeyChangesNothing() throws Exception {
        KeyRecord failing = deleting();

        assertThat(
                refusal(keys.administration().settleWithAdminKey(person(), failing.id(), "nowhere")),
                containsString("There is no credential 'nowhere'."));
        assertEquals(failing, only());
    }

    @Test
    void aKeyInUseIsNotSettled() throws Exception {
        get(create());
        String id = only().id();

        assertThat(refusal(keys.administration().settleAsGone(person(), id)), containsString("its state is ACTIVE"));
        assertThat(refusal(keys.administration().settleAsNotOurs(person(), id)), containsString("its state is ACTIVE"));
        assertThat(
                refusal(keys.administration().settleWithAdminKey(person(), id, MemoryAdminKeys.USUAL)),
                containsString("its state is ACTIVE"));
        assertThat(
                refusal(keys.administration().deleteCandidates(person(), id, Set.of())),
                containsString("is not unresolved; its state is ACTIVE"));
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void aMissingRecordIsReported() {
        assertThat(
                refusal(keys.administration().settleAsGone(person(), "gone")),
                containsString("there is no such key (record 'gone')"));
    }

    @Test
    void candidatesAreNotDeletedWithoutARecord() throws Exception {
        fal.addKey(admin().key().value(), "Production Key");
        KeyRecord lost = unresolved();
        Set<String> seen = Set.of(
                lost.candidates().get(0).keyId(), lost.candidates().get(1).keyId());
        ledger.fails = keyRecord -> true;

        assertThat(
                refusal(keys.administration().deleteCandidates(person(), lost.id(), seen)),
                containsString("could not be written to JENKINS_HOME"));
        assertEquals(0, deletes());
    }
}
