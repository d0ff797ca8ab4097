package io.jenkins.plugins.falkeys.engine.revoke;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.ImmediateRequester;
import io.jenkins.plugins.falkeys.engine.KeyReceiver.Lease;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.DeleteRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A build can delete keys of its own job, and no others. */
class RequestedDeletionTest extends EngineTest {

    private CompletableFuture<String> delete(@CheckForNull String keyId, @CheckForNull String id, boolean removed) {
        return keys.delete(new DeleteRequest(ORIGIN, keyId, id, removed, true), SAVED);
    }

    @Test
    void theCredentialIsRemovedWithItsKey() throws Exception {
        CreatedKey created = get(create());

        assertThat(get(delete(created.keyId(), null, true)), containsString(" and its credential "));

        assertTrue(stores.keys.isEmpty());
        assertThat(fal.keys(), empty());
        assertStates(KeyState.DELETED);
    }

    @Test
    void theCredentialCanBeKept() throws Exception {
        get(create());

        get(delete(null, TARGET.credentialsId(), false));

        assertEquals(1, stores.keys.size());
        assertThat(fal.keys(), empty());
    }

    @Test
    void aKeyWhoseCredentialVanishedIsDeleted() throws Exception {
        get(create());
        stores.keys.clear();

        get(delete(null, TARGET.credentialsId(), true));

        assertThat(fal.keys(), empty());
    }

    @Test
    void aCredentialWithSomethingElseStays() throws Exception {
        get(create());
        stores.keys.put(TARGET, "something else");

        get(delete(null, TARGET.credentialsId(), true));

        assertEquals("something else", stores.keys.get(TARGET));
        assertThat(fal.keys(), empty());
    }

    @Test
    void theKeyIsDeletedEvenIfTheStoreRefuses() throws Exception {
        get(create());
        stores.refusesToRemove = true;

        assertThat(
                refusal(delete(null, TARGET.credentialsId(), true)),
                containsString("was deleted, but its credential 'fal-production-key' in the root store could not be"));
        assertThat(fal.keys(), empty());
    }

    @Test
    void theCredentialIsRemovedEvenIfFalCannotBeReached() throws Exception {
        CreatedKey created = get(create());
        settings.waitBudget = Duration.ofSeconds(3);
        fal.always("{on: 'DELETE', drop: 'before'}");

        CompletableFuture<String> work = delete(created.keyId(), null, true);

        eventually(() -> stores.keys.isEmpty());
        assertFalse(work.isDone());
        String refusal = refusal(work);
        assertThat(refusal, containsString("fal API key 'Production Key' (" + created.keyId() + ")"));
        assertStates(KeyState.DELETING);

        fal.clearFaults();
        eventuallyStates(KeyState.DELETED); // the attempt continues
        assertThat(fal.keys(), empty());
    }

    /** A later request waits for the same attempt, and gets the same result. */
    @Test
    void joinsADeletionUnderWay() throws Exception {
        CreatedKey created = get(create());
        fal.next("{on: 'DELETE', lateMillis: 500}");

        CompletableFuture<String> first = delete(created.keyId(), null, true);
        eventually(() -> deletes() == 1);
        CompletableFuture<String> second = delete(created.keyId(), null, true);

        assertThat(get(first), containsString(" and its credential "));
        assertThat(get(second), containsString("was deleted."));
        assertEquals(1, deletes());
        assertStates(KeyState.DELETED);
    }

    @Test
    void joinsADeletionByARotation() throws Exception {
        CreatedKey old = get(create());
        fal.next("{on: 'DELETE', lateMillis: 500}");
        get(rotate(place("20"), 0));

        assertThat(get(delete(old.keyId(), null, true)), containsString("was deleted."));

        assertEquals(1, deletes());
        assertEquals(1, fal.keys().size());
        assertTrue(fal.works(stores.keys.get(TARGET)));
    }

    @Test
    void joinsADeletionByTheSweep() throws Exception {
        CreatedKey created = get(create());
        KeyRecord active = only();
        ledger.update(active.id(), current -> current.in(KeyState.DELETING, current.changedAt()));
        fal.next("{on: 'DELETE', lateMillis: 500}");
        get(keys.upkeep().sweep());
        eventually(() -> deletes() == 1);

        assertThat(get(delete(created.keyId(), null, true)), containsString("was deleted"));
        assertEquals(1, deletes());
        assertStates(KeyState.DELETED);
    }

    @Test
    void bothRequestsFailIfAJoinedDeletionFails() throws Exception {
        CreatedKey created = get(create());
        fal.next("{on: 'DELETE', status: 403, lateMillis: 500}");

        CompletableFuture<String> first = delete(created.keyId(), null, true);
        eventually(() -> deletes() == 1);
        CompletableFuture<String> second = delete(created.keyId(), null, true);

        String refusal = refusal(first);
        assertThat(refusal, containsString("It is still live: the deletion failed (fal"));
        assertEquals(refusal, refusal(second));
    }

    @Test
    void deletingAgainIsFine() throws Exception {
        CreatedKey created = get(create());
        get(delete(created.keyId(), null, true));

        assertThat(get(delete(created.keyId(), null, true)), containsString("is already deleted"));
        assertThat(get(delete(null, TARGET.credentialsId(), true)), containsString("is already deleted"));
        assertEquals(1, deletes());
    }

    @Test
    void aKeyInItsGracePeriodIsDeletedAtOnce() throws Exception {
        CreatedKey old = get(create());
        get(rotate(place("20"), 60));

        get(delete(old.keyId(), null, true));

        assertEquals(1, fal.keys().size());
        assertTrue(fal.works(stores.keys.get(TARGET)));
        assertStates(KeyState.DELETED, KeyState.ACTIVE);
    }

    @Test
    void anotherJobsKeyAppearsNotToExist() throws Exception {
        CreatedKey created = get(create());

        String refusal = refusal(delete(OTHER_JOB, created.keyId()));
        String unknown = refusal(delete(OTHER_JOB, "no-such-id"));

        assertEquals(unknown.replace("no-such-id", "*"), refusal.replace(created.keyId(), "*"));
        assertEquals(1, fal.keys().size());
        assertThat(get(keys.list(OTHER_JOB, SAVED)), empty());
    }

    @Test
    void aMissingKeyIsNotAnErrorByDefault() throws Exception {
        get(create());
        DeleteRequest unknown = new DeleteRequest(ORIGIN, "no-such-id", null, true, false);
        DeleteRequest foreign = new DeleteRequest(OTHER_JOB, only().keyId(), null, true, false);

        assertThat(get(keys.delete(unknown, SAVED)), containsString("this job has no such key"));
        assertThat(get(keys.delete(foreign, SAVED)), containsString("this job has no such key"));
        assertThat(refusal(delete("no-such-id", null, true)), containsString("this job has no such key"));
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void aChangeRequestCanDeleteOnlyKeysThatItMinted() throws Exception {
        Origin main = new Origin("app/main#1", 1, "3", "app/main");
        Origin change = new Origin("app/PR-7#1", 1, "3", "app/PR-7");
        owners.changeRequests.add("app/PR-7");
        Lease own = lease(change);
        Lease others = lease(main);
        ledger.update(others.recordId(), active -> active.ownedBy(owners.of(change)));
        assertEquals(2, get(keys.list(change, SAVED)).size());

        assertThat(refusal(delete(change, others.keyId())), containsString("change request"));
        get(delete(change, own.keyId()));

        assertStates(KeyState.DELETED, KeyState.ACTIVE);
    }

    @Test
    void anotherJobsKeyInASharedStoreIsFound() throws Exception {
        CreatedKey created = get(create());
        stores.shared.add(TARGET.store());

        assertEquals(1, get(keys.list(OTHER_JOB, SAVED)).size());
        get(delete(OTHER_JOB, created.keyId()));

        assertThat(fal.keys(), empty());
        assertTrue(stores.keys.isEmpty());
    }

    @Test
    void theAdminKeyItselfIsNeverDeleted() throws Exception {
        get(create());
        String adminKeyId = admin().reference().keyId();
        ledger.update(only().id(), current -> current.answered(adminKeyId, current.changedAt()));

        assertThat(refusal(delete(adminKeyId, null, true)), containsString("this is the admin key itself"));
        assertEquals(0, deletes());
    }

    @Test
    void aRequestWithNoIdOrWithTwoIsRefused() {
        assertThat(
                refusal(delete(null, null, true)), containsString("pass keyId or credentialsId, and only one of them"));
        assertThat(
                refusal(delete("a", "b", true)), containsString("pass keyId or credentialsId, and only one of them"));
    }

    @Test
    void theUserReadsOnceWhatADeletionIsWaitingFor() throws Exception {
        CreatedKey created = get(create());
        ImmediateRequester requester = new ImmediateRequester();
        fal.next("{on: 'DELETE', lateMillis: 2500}");

        get(keys.delete(new DeleteRequest(ORIGIN, created.keyId(), null, true, false), requester));

        assertEquals(1, requester.lines().size());
        assertThat(requester.lines().get(0), containsString("fal has not confirmed the deletion yet"));
    }
}
