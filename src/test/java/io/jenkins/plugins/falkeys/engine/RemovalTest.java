package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A build deletes keys of its own job, and no others. */
class RemovalTest extends EngineTest {

    private CompletableFuture<String> delete(@CheckForNull String keyId, @CheckForNull String id, boolean removed) {
        return keys.delete(new DeleteRequest(ORIGIN, keyId, id, removed));
    }

    @Test
    void theCredentialGoesWithItsKey() throws Exception {
        CreatedKey created = get(create());

        assertThat(get(delete(created.keyId(), null, true)), containsString("was deleted, with its credential"));

        assertTrue(stores.keys.isEmpty());
        assertThat(fal.keys(), empty());
        assertStates(KeyState.DELETED);
    }

    @Test
    void theCredentialMayStay() throws Exception {
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
    void whatSomebodyElsePutThereStays() throws Exception {
        get(create());
        stores.keys.put(TARGET, "something else");

        get(delete(null, TARGET.credentialsId(), true));

        assertEquals("something else", stores.keys.get(TARGET));
        assertThat(fal.keys(), empty());
    }

    @Test
    void aStoreThatRefusesDoesNotKeepTheKeyAlive() throws Exception {
        get(create());
        stores.refusesToRemove = true;

        assertThat(
                refusal(delete(null, TARGET.credentialsId(), true)),
                containsString("was deleted, but its credential 'fal-production-key' in the root store could not be"));
        assertThat(fal.keys(), empty());
    }

    @Test
    void anotherJobsKeyIsAsIfItDidNotExist() throws Exception {
        CreatedKey created = get(create());
        Origin other = new Origin("other#1", 1, "3", "other");

        String refusal = refusal(keys.delete(new DeleteRequest(other, created.keyId(), null, true)));
        String unknown = refusal(keys.delete(new DeleteRequest(other, "no-such-id", null, true)));

        assertEquals(unknown.replace("no-such-id", "*"), refusal.replace(created.keyId(), "*"));
        assertEquals(1, fal.keys().size());
        assertThat(keys.list(other), empty());
    }

    @Test
    void anotherJobsKeyInASharedStoreIsFound() throws Exception {
        CreatedKey created = get(create());
        Origin other = new Origin("other#1", 1, "3", "other");
        stores.shared.add(TARGET.store());

        assertEquals(1, keys.list(other).size());
        get(keys.delete(new DeleteRequest(other, created.keyId(), null, true)));

        assertThat(fal.keys(), empty());
        assertTrue(stores.keys.isEmpty());
    }

    @Test
    void theAdminKeyItselfIsNeverDeleted() throws Exception {
        get(create());
        KeyRecord made = ledger.all().get(0);
        ledger.put(made.answered(admin().reference().keyId(), made.changedAt()));

        assertThat(
                refusal(delete(admin().reference().keyId(), null, true)),
                containsString("this is the admin key itself"));
        assertEquals(0, deletes());
    }
}
