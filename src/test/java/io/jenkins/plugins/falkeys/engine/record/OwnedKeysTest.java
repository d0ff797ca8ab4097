package io.jenkins.plugins.falkeys.engine.record;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.ForwardingLedger;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.DeleteRequest;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which keys a requester may see and change. */
class OwnedKeysTest extends EngineTest {

    @Test
    void aNewJobWithTheSameNameInheritsNothing() throws Exception {
        CreatedKey created = get(create());
        owners.delete(ORIGIN.job());
        Origin successor = new Origin(ORIGIN.run(), 2, "3", ORIGIN.job());

        assertThat(get(keys.list(successor, SAVED)), empty());
        assertThat(refusal(rotate(successor, 0)), containsString("this job has no such key"));
        assertThat(refusal(delete(successor, created.keyId())), containsString("this job has no such key"));
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void aKeyGivenToAnotherOwnerBelongsToThem() throws Exception {
        CreatedKey created = get(create());

        get(keys.administration().give(person(), only().id(), owners.of(OTHER_JOB)));

        assertThat(get(keys.list(ORIGIN, SAVED)), empty());
        assertEquals(ledger.all(), get(keys.list(OTHER_JOB, SAVED)));
        get(delete(OTHER_JOB, created.keyId()));
        assertThat(fal.keys(), empty());
    }

    @Test
    void anAdministratorSeesAllKeys() throws Exception {
        get(create());
        lease(OTHER_JOB);

        assertEquals(ledger.all(), get(keys.list(person(), SAVED)));
    }

    @Test
    void aChangeRequestCanKeepButNotRotateItsProjectsKey() throws Exception {
        Origin change = new Origin("app/PR-7#1", 1, "3", "app/PR-7");
        owners.changeRequests.add("app/PR-7");
        CreatedKey created = get(create());
        get(keys.administration().give(person(), only().id(), owners.of(change)));

        assertEquals(
                List.of(created.keyId()),
                get(keys.list(change, SAVED)).stream().map(KeyRecord::keyId).toList());
        assertThat(refusal(rotate(change, 0)), containsString("change request"));
        assertEquals(1, posts());
    }

    /** A job may have created a hundred thousand keys. */
    @Test
    void findsOneKeyWithoutReadingAllRecords() throws Exception {
        keys = new KeyService(
                ports(new ForwardingLedger(ledger) {
                    @Override
                    public List<KeyRecord> ofOwner(String ownerId) {
                        throw new AssertionError(ownerId);
                    }
                }),
                origin -> pool,
                pool);

        CreatedKey created = get(create());
        get(rotate(new Origin(ORIGIN.run(), ORIGIN.started(), "13", ORIGIN.job()), 60));
        get(delete(ORIGIN, created.keyId()));

        assertEquals(1, fal.keys().size());
    }

    @Test
    void deletedKeysAreNotListed() throws Exception {
        get(delete(ORIGIN, get(create()).keyId()));

        assertThat(get(keys.list(ORIGIN, SAVED)), empty());
    }

    /** The store may be that of a new folder, which has the name of the one that the key was stored in. */
    @Test
    void aKeyThatHasLeftASharedStoreIsNotShared() throws Exception {
        CreatedKey created = get(create());
        stores.shared.add(TARGET.store());
        assertEquals(ledger.all(), get(keys.list(OTHER_JOB, SAVED)));
        owners.delete(ORIGIN.job());
        assertEquals(ledger.all(), get(keys.list(OTHER_JOB, SAVED)));
        stores.keys.clear();

        assertThat(get(keys.list(OTHER_JOB, SAVED)), empty());
        assertThat(refusal(delete(OTHER_JOB, created.keyId())), containsString("this job has no such key"));
    }

    /** That is the one that the job would bind with this ID. */
    @Test
    void anIdRefersToTheNearestCredential() throws Exception {
        Origin job = new Origin("team/sub/job#1", 1, "3", "team/sub/job");
        StoreRequest near = new StoreRequest("fal-x", "team/sub", null, IfExists.FAIL);
        StoreRequest far = new StoreRequest("fal-x", "team", null, IfExists.FAIL);
        CreatedKey nearest = get(keys.create(request(job), near, SAVED));
        CreatedKey other = get(keys.create(request(OTHER_JOB), far, SAVED));
        stores.shared.addAll(List.of("team", "team/sub"));

        get(keys.rotate(new RotateRequest(place(job, "4"), "fal-x", null, 0, null), SAVED));
        assertTrue(stores.holds(new Target("team", "fal-x"), other.keyId()));
        get(keys.delete(new DeleteRequest(place(job, "5"), null, "fal-x", true, true), SAVED));

        assertTrue(stores.holds(new Target("team", "fal-x"), other.keyId()));
        assertEquals(1, fal.keys().size());
    }

    private static Origin place(Origin job, String node) {
        return new Origin(job.run(), job.started(), node, job.job());
    }
}
