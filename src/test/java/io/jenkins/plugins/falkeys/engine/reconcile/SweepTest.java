package io.jenkins.plugins.falkeys.engine.reconcile;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.KeyReceiver.Lease;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The sweep takes care of keys that no build takes care of any more. */
class SweepTest extends EngineTest {

    @Test
    void revokesTheKeyOfABuildThatHasEnded() throws Exception {
        lease(ORIGIN);
        sweep();
        assertStates(KeyState.ACTIVE);

        over = true;
        sweep();

        assertStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void leavesAStoredKeyInItsCredential() throws Exception {
        get(create());
        over = true;

        sweep();

        assertStates(KeyState.ACTIVE);
        assertThat(keys.upkeep().vanished(), empty());
    }

    @Test
    void reportsAKeyWhoseCredentialVanishedAndKeepsItAlive() throws Exception {
        get(create());
        stores.keys.clear();

        sweep();

        assertEquals(ledger.all(), keys.upkeep().vanished());
        assertEquals(1, fal.keys().size());
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void leavesPendingRequestsAlone() throws Exception {
        fal.next("{on: 'POST', lateMillis: 500}");
        CompletableFuture<CreatedKey> work = create();
        eventually(() -> posts() == 1);
        over = true;

        get(get(keys.upkeep().sweep()));
        assertStates(KeyState.CREATING);

        get(work);
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void doesNotWaitForFal() throws Exception {
        Lease lease = lease(ORIGIN);
        ledger.update(lease.recordId(), active -> active.in(KeyState.DELETING, active.changedAt()));
        fal.next("{on: 'DELETE', lateMillis: 1000}");

        CompletableFuture<Void> started = get(keys.upkeep().sweep());

        assertStates(KeyState.DELETING);
        get(started);
        assertStates(KeyState.DELETED);
    }

    @Test
    void oneFailureDoesNotStopOthers() throws Exception {
        Lease first = lease(ORIGIN);
        lease(OTHER_JOB);
        over = true;
        ledger.fails = keyRecord -> keyRecord.id().equals(first.recordId());
        fal.next("{on: 'DELETE', status: 403}");

        sweep();
        assertEquals(1, fal.keys().size());
        ledger.fails = keyRecord -> false;
        sweepAfter(Duration.ofHours(2));
        assertStates(KeyState.DELETED, KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void oneRateLimitedAccountDoesNotStopOthers() throws Exception {
        fal.addAccount(OTHER_ACCOUNT);
        adminKeys.values.put("other-admin", OTHER_ACCOUNT);
        lease(ORIGIN);
        get(keys.withKey(new KeyRequest(OTHER_JOB, "Other Key", false, "other-admin"), SAVED, (key, lease) -> {}));
        over = true;
        fal.always("{on: 'DELETE', account: '" + admin().reference().keyId() + "', status: 429, retryAfter: '3600'}");

        CompletableFuture<Void> started = get(keys.upkeep().sweep());

        eventuallyStates(KeyState.DELETING, KeyState.DELETED);
        assertEquals(false, started.isDone());
    }

    @Test
    void dropsRecordsOfBuildKeysAfterADay() throws Exception {
        get(keys.end(lease(ORIGIN)));
        eventuallyStates(KeyState.DELETED);

        sweepAfter(Duration.ofHours(23));
        assertStates(KeyState.DELETED);

        sweepAfter(Duration.ofHours(25));
        assertStates();
    }

    @Test
    void dropsRecordsOfStoredKeysAfterAMonth() throws Exception {
        get(delete(ORIGIN, get(create()).keyId()));

        sweepAfter(Duration.ofDays(29));
        assertStates(KeyState.DELETED);

        sweepAfter(Duration.ofDays(31));
        assertStates();
    }

    @Test
    void revokesAKeyThatACrashPreventedFromReachingItsBuild() throws Exception {
        Lease lease = lease(ORIGIN);
        KeyRecord active = ledger.get(lease.recordId()).orElseThrow();
        ledger.remove(active.id(), keyRecord -> true);
        ledger.add(KeyRecord.requested(
                        "crashed",
                        ORIGIN,
                        active.owner(),
                        active.alias(),
                        false,
                        TARGET,
                        null,
                        active.admin(),
                        active.account(),
                        active.writtenAt())
                .sent(active.writtenAt())
                .answered(active.keyId(), active.writtenAt()));
        over = true;

        sweep();

        assertStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void recordsFollowRenamedItems() throws Exception {
        CreatedKey created =
                get(keys.create(request(), new StoreRequest("fal-prod", "team", null, IfExists.FAIL), SAVED));
        stores.keys.put(new Target("crew", "fal-prod"), stores.keys.remove(new Target("team", "fal-prod")));

        keys.upkeep().renamed("team", "crew");
        keys.upkeep().renamed("team/job", "crew/job");
        owners.rename("team/job", "crew/job");

        KeyRecord renamed = only();
        assertEquals(new Target("crew", "fal-prod"), renamed.target());
        assertEquals(new Origin("crew/job#7", 1, "12", "crew/job"), renamed.origin());
        assertEquals("crew/job", renamed.owner().name());
        get(delete(renamed.origin(), created.keyId()));
        assertTrue(stores.keys.isEmpty());
        assertThat(fal.keys(), empty());
    }

    @Test
    void aRecordThatCannotBeForgottenStopsNothingElse() throws Exception {
        Lease stuck = lease(ORIGIN);
        get(keys.end(stuck));
        get(keys.end(lease(place("13"))));
        eventuallyStates(KeyState.DELETED, KeyState.DELETED);
        Path file = folder.resolve(stuck.recordId() + ".json");
        Files.delete(file);
        Files.createDirectories(file.resolve("cannot be deleted"));
        get(create());
        stores.keys.clear();

        sweepAfter(Duration.ofHours(25));

        assertStates(KeyState.DELETED, KeyState.ACTIVE);
        assertThat(keys.upkeep().vanished(), hasSize(1));
    }

    @Test
    void costsThatCannotBeKeptStopNothingElse() throws Exception {
        Lease lease = lease(ORIGIN);
        Instant used = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusMillis(1);
        fal.addUsage(lease.keyId(), "fal-ai/flux/dev", "image", "1", null, "1.5", "USD", used);
        get(keys.upkeep().collectCosts(costs -> {}));
        get(keys.end(lease));
        eventuallyStates(KeyState.DELETED);
        Files.createFile(folder.resolve("costs"));
        get(create());
        stores.keys.clear();

        sweepAfter(Duration.ofHours(25));

        assertStates(KeyState.DELETED, KeyState.ACTIVE);
        assertThat(keys.upkeep().vanished(), hasSize(1));
    }
}
