package io.jenkins.plugins.falkeys.engine.mint;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What happens to a request for a new credential if the owner already has a key. */
class NewCredentialTest extends EngineTest {

    private static final Origin LATER = new Origin("team/job#8", 2, "12", "team/job");

    private CompletableFuture<CreatedKey> create(Origin origin, IfExists policy) {
        return keys.create(request(origin), new StoreRequest(null, null, null, policy), SAVED);
    }

    @Test
    void keepsAnExistingKey() throws Exception {
        CreatedKey first = get(create());

        CreatedKey kept = get(create(LATER, IfExists.KEEP));

        assertEquals(first.keyId(), kept.keyId());
        assertThat(kept.description(), containsString("Kept fal API key"));
        assertEquals(1, posts());
    }

    @Test
    void rotatesAnExistingKey() throws Exception {
        CreatedKey first = get(create());

        CreatedKey rotated = get(create(LATER, IfExists.ROTATE));

        assertNotEquals(first.keyId(), rotated.keyId());
        assertTrue(stores.holds(TARGET, rotated.keyId()));
        assertStates(KeyState.DELETING, KeyState.ACTIVE);
    }

    @Test
    void namesTheExistingKeyWhenItFails() throws Exception {
        CreatedKey first = get(create());

        assertThat(
                refusal(create(LATER, IfExists.FAIL)),
                allOf(containsString(first.keyId()), containsString("ifExists is 'fail'")));
        assertThat(refusal(create(OTHER_JOB, IfExists.FAIL)), not(containsString(first.keyId())));
        assertEquals(1, posts());
    }

    @Test
    void doesNotKeepAKeyWithAnotherAliasOrOfAnotherJob() throws Exception {
        get(create());
        StoreRequest keep = new StoreRequest(TARGET.credentialsId(), null, null, IfExists.KEEP);

        assertThat(
                refusal(keys.create(new KeyRequest(LATER, "Another Name", false, null), keep, SAVED)),
                containsString("requires the same alias"));
        assertThat(refusal(create(OTHER_JOB, IfExists.KEEP)), containsString("taken"));
        assertEquals(1, posts());
    }

    @Test
    void revokesTheKeyWhoseCredentialVanished() throws Exception {
        CreatedKey first = get(create());
        stores.keys.clear();

        CreatedKey second = get(create(LATER, IfExists.KEEP));

        assertThat(second.description(), containsString("Created fal API key"));
        assertThat(second.description(), containsString(first.keyId()));
        eventuallyStates(KeyState.DELETED, KeyState.ACTIVE);
        assertEquals(1, fal.keys().size());
        assertTrue(fal.works(stores.keys.get(TARGET)));
    }

    /** If Jenkins crashed then, it would find the key in its credential, and consider it in use. */
    @Test
    void aKeyIsNotDeletedBeforeItsEndIsRecordedOrItsCredentialRemoved() throws Exception {
        ledger.fails = keyRecord -> keyRecord.state() != KeyState.CREATING;
        stores.refusesToRemove = true;

        assertThat(refusal(create()), containsString("its revocation could not be recorded"));

        assertEquals(0, deletes());
        assertTrue(fal.works(stores.keys.get(TARGET)));
        ledger.fails = keyRecord -> false;
        stores.refusesToRemove = false;
        ahead = Duration.ofHours(1);
        sweep();
        eventuallyStates(KeyState.DELETED);
        assertTrue(fal.keys().isEmpty());
    }

    @Test
    void keepsTheNewKeyIfTheVanishedKeysRecordCannotBeWritten() throws Exception {
        CreatedKey first = get(create());
        stores.keys.clear();
        ledger.fails = keyRecord -> first.keyId().equals(keyRecord.keyId());

        CreatedKey second = get(create(LATER, IfExists.KEEP));

        assertTrue(stores.holds(TARGET, second.keyId()));
        assertStates(KeyState.ACTIVE, KeyState.ACTIVE);
        ledger.fails = keyRecord -> false;
        get(get(keys.upkeep().sweep()));
        eventuallyStates(KeyState.DELETED, KeyState.ACTIVE);
        assertTrue(fal.works(stores.keys.get(TARGET)));
    }

    @Test
    void leavesAVanishedKeyOfAnotherJobAlone() throws Exception {
        CreatedKey first = get(create());
        stores.keys.clear();

        CreatedKey second = get(create(OTHER_JOB, IfExists.KEEP));

        assertThat(second.description(), not(containsString(first.keyId())));
        assertStates(KeyState.ACTIVE, KeyState.ACTIVE);
        assertEquals(2, fal.keys().size());
    }

    @Test
    void mentionsTheKeyThatTheOwnerHasInAnotherStore() throws Exception {
        CreatedKey first = get(create());
        StoreRequest elsewhere = new StoreRequest(null, "team", null, IfExists.KEEP);

        CreatedKey second = get(keys.create(request(LATER), elsewhere, SAVED));

        assertEquals(new Target("team", TARGET.credentialsId()), second.target());
        assertThat(second.description(), containsString(first.keyId()));
        assertStates(KeyState.ACTIVE, KeyState.ACTIVE);
    }

    /** Otherwise the folder could not be saved. */
    @Test
    void removesCharactersFromADescriptionThatXmlCannotContain() throws Exception {
        StoreRequest store = new StoreRequest(null, null, "a\u0000b\ud800c\ufffed \ud83d\ude00", IfExists.FAIL);

        get(keys.create(request(), store, SAVED));

        assertEquals("abcd \ud83d\ude00", stores.descriptions.get(TARGET));
    }

    /** A job that may rotate a shared key does not become its owner. */
    @Test
    void rotatingASharedKeyDoesNotChangeItsOwner() throws Exception {
        get(create());
        stores.shared.add(TARGET.store());

        CreatedKey rotated = get(create(OTHER_JOB, IfExists.ROTATE));

        assertEquals(ORIGIN.job(), recordOf(rotated.keyId()).owner().name());
        stores.shared.clear();
        assertEquals(rotated.keyId(), get(create(LATER, IfExists.KEEP)).keyId());
    }

    /** Running builds may be using the key. */
    @Test
    void doesNotRevokeAVanishedKeyThatIsOnlyShared() throws Exception {
        CreatedKey first = get(create());
        stores.shared.add(TARGET.store());
        stores.keys.clear();

        CreatedKey second = get(create(OTHER_JOB, IfExists.KEEP));

        assertEquals(KeyState.ACTIVE, recordOf(first.keyId()).state());
        assertEquals(OTHER_JOB.job(), recordOf(second.keyId()).owner().name());
    }

    @Test
    void doesNotRevokeAVanishedKeyForAChangeRequest() throws Exception {
        Origin change = new Origin("app/PR-7#1", 1, "3", "app/PR-7");
        owners.changeRequests.add(change.job());
        CreatedKey first = get(create(new Origin("app#1", 1, "3", "app"), IfExists.KEEP));
        String key = stores.keys.remove(TARGET);

        CreatedKey second = get(create(change, IfExists.KEEP));

        assertThat(second.description(), not(containsString("being revoked")));
        sweep();
        assertTrue(fal.works(key));
        assertEquals(KeyState.ACTIVE, recordOf(first.keyId()).state());
    }
}
