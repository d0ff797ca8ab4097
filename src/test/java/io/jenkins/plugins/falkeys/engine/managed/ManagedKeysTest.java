package io.jenkins.plugins.falkeys.engine.managed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens to listed keys over time. */
class ManagedKeysTest extends EngineTest {

    private static final Target LISTED = new Target("team", "fal-prod");

    private static ManagedEntry entry(int rotateAfterDays) {
        return new ManagedEntry("", "Production", "fal-prod", null, "team", rotateAfterDays, 60, null);
    }

    @Test
    void anAliasWithLineBreaksIsRefusedOnOneLine() throws Exception {
        settings.managedKeys = List.of(new ManagedEntry("", "Two\nlines", "fal-prod", null, "team", 0, 60, null));

        ManagedStep step = get(keys.managed().plan()).get(0);

        assertFalse(step.possible());
        assertEquals("Two lines", step.alias());
        assertFalse(step.why().contains("\n"), step.why());
    }

    @Test
    void anOldKeyIsRotatedAndDeletedAfterItsGracePeriod() throws Exception {
        settings.managedKeys = List.of(entry(30));
        sweep();
        String old = stores.keys.get(LISTED);

        sweepAfter(Duration.ofDays(29));
        assertEquals(old, stores.keys.get(LISTED));

        sweepAfter(Duration.ofDays(31));
        assertNotEquals(old, stores.keys.get(LISTED));
        assertStates(KeyState.DELETING, KeyState.ACTIVE);
        assertTrue(fal.works(old));

        sweepAfter(Duration.ofDays(31).plusMinutes(59));
        assertTrue(fal.works(old));
        sweepAfter(Duration.ofDays(31).plusMinutes(62));
        eventuallyStates(KeyState.DELETED, KeyState.ACTIVE);
        assertEquals(2, posts());
    }

    @Test
    void failuresAreReportedAndRetriedLessAndLessOften() throws Exception {
        fal.always("{on: 'POST', status: 403}");
        settings.managedKeys = List.of(entry(0));

        sweep();
        sweep();
        assertEquals(1, posts());
        assertEquals(List.of(), keys.managed().failing());
        sweepAfter(Duration.ofSeconds(61));
        sweep();
        assertEquals(2, posts());
        assertEquals(1, keys.managed().failing().size());
        sweepAfter(Duration.ofSeconds(130));
        assertEquals(2, posts());

        fal.clearFaults();
        sweepAfter(Duration.ofMinutes(10));
        assertTrue(fal.works(stores.keys.get(LISTED)));
        assertEquals(List.of(), keys.managed().failing());
    }

    /** Another request would mint a second key. */
    @Test
    void aLostResponseIsSettledBeforeAnotherRequest() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        settings.managedKeys = List.of(entry(0));

        sweep();
        sweepAfter(Duration.ofHours(2));

        assertStates(KeyState.UNRESOLVED);
        assertEquals(1, posts());
        assertEquals(
                List.of(ManagedStep.Action.NOTHING),
                get(keys.managed().plan()).stream().map(ManagedStep::action).toList());
    }

    @Test
    void aCredentialListedTwiceHasOneKey() throws Exception {
        settings.managedKeys = List.of(entry(0), entry(5));

        sweep();
        sweep();

        assertEquals(1, posts());
        assertFalse(keys.managed().failing().isEmpty());
    }

    /**
     * Somebody who may configure a folder must not gain access to another folder's keys by naming their credentials.
     */
    @Test
    void aFoldersListCannotTakeKeysFromAnotherList() throws Exception {
        ManagedEntry own = new ManagedEntry("team", "Production", "fal-prod", null, "team", 0, 60, null);
        ManagedEntry elsewhere = new ManagedEntry("attackers", "Mine", "fal-prod", null, "team", 0, 0, null);
        settings.managedKeys = List.of(own);
        sweep();
        String before = stores.keys.get(LISTED);
        settings.managedKeys = List.of(elsewhere, own);

        sweep();
        sweep();

        assertEquals(before, stores.keys.get(LISTED));
        assertEquals("team", only().owner().name());
        assertEquals(1, posts());
        assertEquals(
                List.of(elsewhere),
                keys.managed().failing().stream()
                        .map(ManagedKeys.Failure::entry)
                        .toList());
    }

    @Test
    void aCopyMintsNoKeys() {
        copied = true;
        settings.managedKeys = List.of(entry(0));

        assertEquals("This is a copy.", refusal(keys.upkeep().sweep()));
        assertEquals(0, posts());
    }

    @Test
    void identicalEntriesShareOneKey() throws Exception {
        settings.managedKeys = List.of(entry(0), entry(0));

        sweep();
        sweep();

        assertEquals(1, posts());
        assertEquals(1, get(keys.managed().plan()).size());
        assertEquals(List.of(), keys.managed().failing());
    }

    /** A job that may rotate the key does not become its owner. */
    @Test
    void aKeyRotatedByAJobStillBelongsToTheList() throws Exception {
        settings.managedKeys = List.of(entry(0));
        sweep();
        stores.shared.add("team");

        get(keys.create(
                new KeyRequest(ORIGIN, "Production", false, null),
                new StoreRequest("fal-prod", "team", null, IfExists.ROTATE),
                SAVED));
        sweep();
        sweep();

        assertEquals(List.of(), keys.managed().failing());
        assertEquals(
                List.of(ManagedStep.Action.NOTHING),
                get(keys.managed().plan()).stream().map(ManagedStep::action).toList());
        assertEquals(2, posts());
    }

    /** The job chose the expiry, but the list requires the key to exist. */
    @Test
    void aKeyTakenOverByTheListDoesNotExpire() throws Exception {
        get(keys.create(
                new KeyRequest(ORIGIN, "Production", false, null),
                new StoreRequest("fal-prod", "team", null, IfExists.FAIL).expiringAfter(2),
                SAVED));
        get(keys.administration().give(person(), only().id(), null));
        settings.managedKeys = List.of(entry(0));
        sweep();
        String before = stores.keys.get(LISTED);

        sweepAfter(Duration.ofDays(3));
        sweep();

        assertTrue(fal.works(before));
        assertEquals(before, stores.keys.get(LISTED));
    }
}
