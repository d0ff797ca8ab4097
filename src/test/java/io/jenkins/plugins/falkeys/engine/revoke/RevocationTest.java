package io.jenkins.plugins.falkeys.engine.revoke;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.KeyReceiver.Lease;
import io.jenkins.plugins.falkeys.engine.MemoryAdminKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Revocation continues until fal confirms it, and only uses the account that the key is in. */
class RevocationTest extends EngineTest {

    private static final String SECOND_OF_ACCOUNT = "0ad33333-0000-4000-8000-000000000000:0123456789abcdef";
    private static final String WITHOUT_ID = "an-admin-key-without-an-id";

    @Test
    void recordsTheEndBeforeItReturns() throws Exception {
        Lease lease = lease(ORIGIN);
        fal.next("{on: 'DELETE', lateMillis: 300}");

        get(keys.end(lease));

        assertStates(KeyState.DELETING);
        eventuallyStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void endingALeaseTwiceDeletesOnce() throws Exception {
        Lease lease = lease(ORIGIN);
        fal.next("{on: 'DELETE', lateMillis: 300}");

        get(keys.end(lease));
        get(keys.end(lease));
        eventuallyStates(KeyState.DELETED);
        get(keys.end(lease));

        assertEquals(1, deletes());
    }

    /** This happens after a restore of JENKINS_HOME without the ledger. */
    @Test
    void aBuildRevokesItsKeyEvenIfTheRecordIsLost() throws Exception {
        Lease lease = lease(ORIGIN);
        ledger.remove(lease.recordId(), keyRecord -> true);

        get(keys.end(lease));

        eventuallyStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
        assertEquals(lease.keyId(), only().keyId());
    }

    @Test
    void theNextSweepFindsAKeyWhoseEndCouldNotBeRecorded() throws Exception {
        Lease lease = lease(ORIGIN);
        endOnAFullDisk(lease);
        assertStates(KeyState.ACTIVE);

        sweepAfterTheDiskIsFull();

        assertStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void theNextSweepFindsAKeyWhoseLostRecordCouldNotBeWrittenAgain() throws Exception {
        Lease lease = lease(ORIGIN);
        ledger.remove(lease.recordId(), keyRecord -> true);
        endOnAFullDisk(lease);
        assertThat(keys.records().all(), empty());

        sweepAfterTheDiskIsFull();

        assertStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    private void endOnAFullDisk(Lease lease) throws Exception {
        ledger.fails = keyRecord -> true;
        fal.next("{on: 'DELETE', status: 403, body: {}}");
        get(keys.end(lease));
        get(keys.upkeep().sweep()).join();
        eventually(() -> deletes() == 1);
    }

    /** The build continues. The first attempt's failure may arrive late, and only then does its back-off begin. */
    private void sweepAfterTheDiskIsFull() throws Exception {
        ledger.fails = keyRecord -> false;
        for (int i = 0; i < 20 && !states().equals(List.of(KeyState.DELETED)); i++) {
            ahead = ahead.plusMinutes(1);
            sweep();
            Thread.sleep(50);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status: 200, body: {}",
                "status: 202, body: {}",
                "status: 404, body: 'Not found', contentType: 'text/plain'",
                "status: 410"
            })
    void aKeyThatFalDoesNotKnowCountsAsDeleted(String answer) throws Exception {
        Lease lease = lease(ORIGIN);
        fal.next("{on: 'DELETE', " + answer + "}");

        get(keys.end(lease));

        eventuallyStates(KeyState.DELETED);
        assertEquals(1, deletes());
    }

    @Test
    void aConfirmationFromAnotherAccountProvesNothing() throws Exception {
        Lease lease = lease(ORIGIN);
        fal.addAccount(OTHER_ACCOUNT);
        adminKeys.values.put(MemoryAdminKeys.USUAL, OTHER_ACCOUNT);

        get(keys.end(lease));

        eventuallyStates(KeyState.UNRESOLVED);
        assertThat(only().lastError(), containsString("other account?"));
        assertEquals(0, deletes());
        assertEquals(1, fal.keys().size());
    }

    @Test
    void anotherAdminKeyOfTheAccountCanDelete() throws Exception {
        Lease lease = lease(ORIGIN);
        fal.addAdminKey(adminKeys.values.get(MemoryAdminKeys.USUAL), SECOND_OF_ACCOUNT);
        adminKeys.values.put(MemoryAdminKeys.USUAL, SECOND_OF_ACCOUNT);

        get(keys.end(lease));

        eventuallyStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void anAdminKeyWhoseCredentialWasRenamedCanDelete() throws Exception {
        Lease lease = lease(ORIGIN);
        fal.addAccount(OTHER_ACCOUNT);
        String same = adminKeys.values.remove(MemoryAdminKeys.USUAL);
        adminKeys.values.put("another-account", OTHER_ACCOUNT);
        adminKeys.values.put("renamed", same);

        get(keys.end(lease));

        eventuallyStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void withoutAnyAdminKeyItIsRetried() throws Exception {
        Lease lease = lease(ORIGIN);
        String removed = adminKeys.values.remove(MemoryAdminKeys.USUAL);

        get(keys.end(lease));
        eventually(() -> only().attempts() == 1);
        assertStates(KeyState.DELETING);
        assertThat(only().lastError(), containsString("There is no credential 'fal-admin'."));

        adminKeys.values.put(MemoryAdminKeys.USUAL, removed);
        sweepAfter(Duration.ofSeconds(11));
        assertStates(KeyState.DELETED);
    }

    @Test
    void theListIdentifiesTheAccountIfNeitherIdNorNameDoes() throws Exception {
        fal.always("{on: 'BILLING', status: 404}");
        fal.addAccount(WITHOUT_ID);
        adminKeys.values.put(MemoryAdminKeys.USUAL, WITHOUT_ID);
        Lease lease = lease(ORIGIN);
        assertNull(only().account());

        get(keys.end(lease));

        eventuallyStates(KeyState.DELETED);
        assertThat(fal.calls(), hasItem("GET /keys"));
        assertThat(fal.keys(), empty());
    }

    @Test
    void retriesWhenDueAndThenClearsTheError() throws Exception {
        Lease lease = lease(ORIGIN);
        fal.next("{on: 'DELETE', status: 403}");
        get(keys.end(lease));
        eventually(() -> only().attempts() == 1);
        assertThat(only().lastError(), containsString("HTTP 403"));

        sweep();
        assertEquals(1, deletes());

        sweepAfter(Duration.ofSeconds(11));
        assertStates(KeyState.DELETED);
        assertEquals(2, deletes());
        assertNull(only().lastError());
        assertEquals(0, only().attempts());
    }

    @Test
    void retriesADeletionInterruptedByACrash() throws Exception {
        Lease lease = lease(ORIGIN);
        ledger.update(lease.recordId(), active -> active.in(KeyState.DELETING, active.changedAt()));

        sweep();

        assertStates(KeyState.DELETED);
    }

    @Test
    void leavesLiveKeysAlone() throws Exception {
        lease(ORIGIN);

        sweep();

        assertEquals(0, deletes());
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void deletesEvenIfTheRecordCannotBeWritten() throws Exception {
        Lease lease = lease(ORIGIN);
        ledger.fails = keyRecord -> true;

        get(keys.end(lease));

        eventually(() -> fal.keys().isEmpty());
    }

    /** Another record refers to the same key by mistake. The key stays, because a build uses it. */
    @Test
    void aKeyThatAnotherRecordUsesStays() throws Exception {
        lease(ORIGIN);
        KeyRecord inUse = only();
        ledger.add(
                inUse.sibling("mistaken", inUse.keyId(), inUse.changedAt()).in(KeyState.DELETING, inUse.changedAt()));

        sweep();

        assertEquals(0, deletes());
        assertThat(ledger.get("mistaken").orElseThrow().lastError(), containsString("another record uses this key"));
    }

    /** The first one may be an old one that was revoked at fal but not removed from Jenkins. */
    @Test
    void anotherAdminKeyOfTheAccountDeletesIfFalRefusesTheFirst() throws Exception {
        Lease lease = lease(ORIGIN);
        fal.addAdminKey(adminKeys.values.get(MemoryAdminKeys.USUAL), SECOND_OF_ACCOUNT);
        adminKeys.values.put("new", SECOND_OF_ACCOUNT);
        fal.always("{account: '" + admin().reference().keyId() + "', status: 401}");

        get(keys.end(lease));

        eventuallyStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void aRefusedAdminKeyDoesNotHideOthers() throws Exception {
        fal.always("{on: 'BILLING', status: 404}");
        Lease lease = lease(ORIGIN);
        fal.addAdminKey(adminKeys.values.remove(MemoryAdminKeys.USUAL), SECOND_OF_ACCOUNT);
        adminKeys.values.put("a-revoked", "0ad99999-0000-4000-8000-000000000000:0123456789abcdef");
        adminKeys.values.put("of-the-account", SECOND_OF_ACCOUNT);

        get(keys.end(lease));

        eventuallyStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void theListIdentifiesARenamedAccount() throws Exception {
        Lease lease = lease(ORIGIN);
        fal.addAdminKey(adminKeys.values.get(MemoryAdminKeys.USUAL), SECOND_OF_ACCOUNT);
        fal.renameAccount(SECOND_OF_ACCOUNT, "renamed");
        adminKeys.values.put(MemoryAdminKeys.USUAL, SECOND_OF_ACCOUNT);

        get(keys.end(lease));

        eventuallyStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void theListOfAnAccountWithAnotherNameIsNotRead() throws Exception {
        Lease lease = lease(ORIGIN);
        fal.addAccount(OTHER_ACCOUNT);
        adminKeys.values.put("another-account", OTHER_ACCOUNT);
        fal.addAdminKey(adminKeys.values.remove(MemoryAdminKeys.USUAL), SECOND_OF_ACCOUNT);
        adminKeys.values.put("of-the-account", SECOND_OF_ACCOUNT);

        get(keys.end(lease));

        eventuallyStates(KeyState.DELETED);
        assertEquals(0, lists());
    }

    @Test
    void settingTheClockBackDoesNotPostponeAnAttempt() throws Exception {
        ahead = Duration.ofHours(10);
        Lease lease = lease(ORIGIN);
        fal.next("{on: 'DELETE', status: 403}");
        get(keys.end(lease));
        eventually(() -> only().attempts() == 1);

        sweepAfter(Duration.ZERO);

        assertStates(KeyState.DELETED);
    }
}
