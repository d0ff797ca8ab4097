package io.jenkins.plugins.falkeys.engine.cost;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.LogLines;
import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyReceiver;
import io.jenkins.plugins.falkeys.engine.MemoryAdminKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.ledger.SyncedFiles;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostCollectorTest extends EngineTest {

    private static final String FLUX = "fal-ai/flux/dev";

    private final List<KeyRecord> kept = new CopyOnWriteArrayList<>();

    private void collect() throws Exception {
        get(keys.upkeep().collectCosts(kept::addAll));
    }

    private void use(String keyId, String model, String cost, String currency) {
        use(keyId, model, cost, currency, Duration.ZERO);
    }

    /**
     * Requests to fal end at a whole millisecond, so usage in the current one may be missing until the next request.
     */
    private void use(String keyId, String model, String cost, String currency, Duration ago) {
        Instant when =
                Instant.now().truncatedTo(ChronoUnit.MILLIS).minusMillis(1).minus(ago);
        fal.addUsage(keyId, model, "image", "1", null, cost, currency, when);
    }

    private KeyCost cost(KeyReceiver.Lease lease) {
        return ledger.get(lease.recordId()).orElseThrow().cost();
    }

    private Map<String, BigDecimal> totals(KeyReceiver.Lease lease) {
        return cost(lease).totals();
    }

    private static Map<String, BigDecimal> dollars(String amount) {
        return Map.of("USD", new BigDecimal(amount));
    }

    @Test
    void nothingIsRequestedIfNoKeysWereMinted() throws Exception {
        collect();

        assertThat(fal.usageCalls(), empty());
        assertThat(fal.billingCalls(), empty());
    }

    @Test
    void theSumIsExact() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        use(lease.keyId(), FLUX, "0.1", "USD");
        use(lease.keyId(), FLUX, "0.20000000000000000001", "USD");
        use(lease.keyId(), "fal-ai/veo", "3", "USD");

        collect();

        assertEquals(dollars("3.30000000000000000001"), totals(lease));
        assertThat(cost(lease).lines(), hasSize(2));
        assertEquals(lease.recordId(), kept.get(0).id());
    }

    @Test
    void anUnusedKeyCostsNothing() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        collect();
        assertThat(cost(lease).lines(), empty());
    }

    @Test
    void currenciesAreNotAdded() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        use(lease.keyId(), FLUX, "1.5", "USD");
        use(lease.keyId(), FLUX, "2.5", "EUR");

        collect();

        assertEquals(Map.of("USD", new BigDecimal("1.5"), "EUR", new BigDecimal("2.5")), totals(lease));
    }

    @Test
    void allPagesCount() throws Exception {
        fal.usagePageSize(2);
        KeyReceiver.Lease lease = lease(ORIGIN);
        for (int i = 0; i < 5; i++) {
            use(lease.keyId(), FLUX, "0.01", "USD");
        }

        collect();

        assertEquals(dollars("0.05"), totals(lease));
        assertThat(fal.usageCalls(), hasSize(3));
    }

    @Test
    void anotherPassDoesNotCountTwice() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        use(lease.keyId(), FLUX, "1", "USD");
        collect();
        Instant first = cost(lease).asOf();
        collect();
        assertEquals(first, cost(lease).asOf());
        assertThat(kept, hasSize(1));

        ahead = Duration.ofMinutes(11);
        collect();
        assertTrue(cost(lease).asOf().isAfter(first));
        assertEquals(dollars("1"), totals(lease));
    }

    @Test
    void daysReadLongAgoDoNotChange() throws Exception {
        Duration threeDays = Duration.ofDays(3);
        ahead = threeDays.negated();
        KeyReceiver.Lease lease = lease(ORIGIN);
        use(lease.keyId(), FLUX, "1", "USD", threeDays);
        collect();
        assertEquals(dollars("1"), totals(lease));
        ahead = Duration.ZERO;
        collect();

        use(lease.keyId(), FLUX, "2", "USD", threeDays);
        use(lease.keyId(), FLUX, "4", "USD");
        collect();

        assertEquals(dollars("5"), totals(lease));
        assertThat(cost(lease).lines(), hasSize(2));
    }

    @Test
    void lateReportsCountEvenAfterTheKeyWasDeleted() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        get(keys.end(lease));
        eventuallyStates(KeyState.DELETED);
        collect();
        assertNull(cost(lease), "fal may not have reported it yet");

        use(lease.keyId(), FLUX, "0.5", "USD");
        collect();
        assertEquals(dollars("0.5"), totals(lease));

        fal.dropUsageOfDeletedKeys();
        collect();
        assertEquals(dollars("0.5"), totals(lease));
    }

    @Test
    void nothingIsRequestedForAKeyDeletedADayAgo() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        get(keys.end(lease));
        eventuallyStates(KeyState.DELETED);

        ahead = Duration.ofHours(25);
        collect();

        assertThat(fal.usageCalls(), empty());
    }

    @Test
    void fiveHundredLiveKeysNeedTenRequests() throws Exception {
        useKeys(500);

        collect();

        assertThat(fal.usageCalls(), hasSize(10));
        for (HttpUrl call : fal.usageCalls()) {
            assertThat(call.queryParameterValues("api_key_id"), hasSize(50));
        }
        assertThat(kept, hasSize(500));
    }

    @Test
    void theRequestsPerMinuteAreLimitedEvenWithManyPages() throws Exception {
        useKeys(500);
        fal.usagePageSize(20);

        CompletableFuture<Void> pass = keys.upkeep().collectCosts(kept::addAll);
        for (int minute = 1; minute <= 3; minute++) {
            int calls = 10 * minute;
            eventually(() -> fal.usageCalls().size() == calls);
            Thread.sleep(100);
            assertThat(fal.usageCalls(), hasSize(calls));
            if (minute < 3) {
                collect();
            }
        }

        get(pass);
        assertThat(kept, hasSize(500));
    }

    @Test
    void moreKeysTakeTurns() throws Exception {
        useKeys(600);
        collect();
        collect();
        assertThat(kept, hasSize(600));
        assertThat(fal.usageCalls(), hasSize(20));
    }

    /** fal may never report anything about them, and if each build has a key, there are many. */
    @Test
    void deletedKeysDoNotDelayOthers() throws Exception {
        record("gone", 600, KeyState.DELETED);
        use(record("late", 1, KeyState.DELETED).get(0), FLUX, "1", "USD");
        String live = record("live", 500, KeyState.ACTIVE).get(499);
        use(live, FLUX, "1", "USD");

        collect();
        collect();
        assertEquals(dollars("1"), ledger.get("live-499").orElseThrow().cost().totals());

        use(live, FLUX, "1", "USD");
        collect();
        assertEquals(dollars("2"), ledger.get("live-499").orElseThrow().cost().totals());

        for (int i = 0; i < 10; i++) {
            collect();
        }
        assertEquals(dollars("1"), ledger.get("late-0").orElseThrow().cost().totals());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 422})
    void anUnreadableKeyDoesNotHideOthers(int status) throws Exception {
        useKeys(60);
        String bad = ledger.get("record-33").orElseThrow().keyId();
        fal.refuseUsageOf(bad, status);

        CompletableFuture<Void> pass = keys.upkeep().collectCosts(kept::addAll);
        eventually(() -> fal.usageCalls().size() == 10);
        collect();
        get(pass);

        assertThat(kept, hasSize(59));
        int calls = fal.usageCalls().size();
        assertThat(calls, lessThan(16));

        collect();
        assertThat(fal.usageCalls(), hasSize(calls + 2));
        ahead = Duration.ofMinutes(3);
        fal.refuseUsageOf(bad, 200);
        collect();
        assertThat(fal.usageCalls(), hasSize(calls + 5));
        assertEquals(List.of(bad), fal.usageCalls().get(calls + 4).queryParameterValues("api_key_id"));
        assertEquals(
                dollars("0.01"), ledger.get("record-33").orElseThrow().cost().totals());

        collect();
        assertThat(fal.usageCalls(), hasSize(calls + 7));
    }

    @Test
    void anUnreadableKeyIsLoggedOnce() throws Exception {
        useKeys(3);
        fal.refuseUsageOf(ledger.get("record-1").orElseThrow().keyId(), 400);
        try (LogLines log = new LogLines(CostCollector.class.getPackageName())) {
            for (int i = 0; i < 4; i++) {
                collect();
                ahead = ahead.plus(Duration.ofHours(1));
            }
            assertThat(log.lines(), contains(startsWith("What the fal API key 'key 1' (")));
        }
    }

    /** In this case, no single key is to blame. */
    @Test
    void theSearchEndsSoonIfAllKeysFail() throws Exception {
        useKeys(500);
        fal.always("{on: 'USAGE', status: 400}");

        collect();
        assertThat(fal.usageCalls(), hasSize(9));
        fal.clearFaults();
        collect();
        assertThat(kept, hasSize(500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{on: 'USAGE', status: 400}", "{on: 'USAGE', body: {time_series: [{bucket: null}]}}"})
    void aBatchThatFailsOnceIsReadInHalves(String fault) throws Exception {
        useKeys(60);
        fal.next(fault);

        collect();

        assertThat(kept, hasSize(60));
        assertThat(fal.usageCalls(), hasSize(4));
    }

    private void useKeys(int number) throws Exception {
        for (String keyId : record("record", number, KeyState.ACTIVE)) {
            use(keyId, FLUX, "0.01", "USD");
        }
    }

    /** Puts keys on record. */
    private List<String> record(String name, int number, KeyState state) throws Exception {
        List<String> keyIds = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            String keyId = fal.addKey(FalApiStub.ADMIN_KEY, "key " + i).id();
            ledger.add(KeyRecord.found(
                    name + "-" + i,
                    place(String.valueOf(i)),
                    null,
                    null,
                    admin().reference(),
                    "team",
                    new KeyInfo(keyId, "key " + i, "API", Instant.now()),
                    state,
                    Instant.now()));
            keyIds.add(keyId);
        }
        return keyIds;
    }

    /** Otherwise a job that keeps requesting keys would keep every limit from being noticed. */
    @Test
    void someKeysAreReadEvenWhileBuildsAreWaiting() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        use(lease.keyId(), FLUX, "1", "USD");
        fal.always("{on: 'POST', status: 429}");
        for (int i = 0; i < 20; i++) {
            keys.withKey(request(place("waits " + i)), SAVED, (key, waiting) -> {});
        }
        eventually(() -> posts() > 1);

        collect();

        assertEquals(dollars("1"), totals(lease));
    }

    @Test
    void aFailureIsRetriedAndDoesNotCountAsZero() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        use(lease.keyId(), FLUX, "1", "USD");
        fal.usagePageSize(1);
        use(lease.keyId(), FLUX, "1", "USD");
        fal.next("{on: 'USAGE', status: 400}");
        collect();
        assertNull(cost(lease));

        collect();
        assertEquals(dollars("2"), totals(lease));
    }

    @Test
    void theKeyOfALineIsNotGuessed() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        fal.next("{on: 'USAGE', body: {time_series: [{bucket: '2026-01-01T00:00:00Z', results: ["
                + "{endpoint_id: 'x', unit: 'image', quantity: 1, unit_price: 1, cost_total: 1, currency: 'USD'}]}],"
                + " next_cursor: null, has_more: false}}");
        collect();
        assertNull(cost(lease));
    }

    @Test
    void anAdminKeyThatMayNotReadUsageIsRetriedAfterAnHour() throws Exception {
        lease(ORIGIN);
        fal.always("{on: 'USAGE', status: 403}");
        collect();
        collect();
        assertThat(fal.usageCalls(), hasSize(1));

        ahead = Duration.ofMinutes(61);
        collect();
        assertThat(fal.usageCalls(), hasSize(2));
    }

    @Test
    void aCopiedControllerRequestsNothing() throws Exception {
        lease(ORIGIN);
        copied = true;

        assertInstanceOf(KeyException.class, failure(keys.upkeep().collectCosts(kept::addAll)));
        assertThat(fal.usageCalls(), empty());
    }

    @Test
    void aKeysCostIsNotRequestedFromAnotherAccount() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        fal.addAccount(OTHER_ACCOUNT);
        adminKeys.values.put(MemoryAdminKeys.USUAL, OTHER_ACCOUNT);

        collect();

        assertNull(cost(lease));
        assertThat(fal.usageCalls(), empty());
    }

    @Test
    void anotherAdminKeyOfTheAccountIsUsed() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        use(lease.keyId(), FLUX, "1", "USD");
        fal.addAdminKey(FalApiStub.ADMIN_KEY, OTHER_ACCOUNT);
        adminKeys.values.put(MemoryAdminKeys.USUAL, OTHER_ACCOUNT);

        collect();

        assertEquals(dollars("1"), totals(lease));
    }

    /** The first one may be an old one that was revoked at fal but not removed from Jenkins. */
    @Test
    void anotherAdminKeyOfTheAccountIsUsedIfFalRefusesTheFirst() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        use(lease.keyId(), FLUX, "1", "USD");
        fal.addAdminKey(FalApiStub.ADMIN_KEY, OTHER_ACCOUNT);
        adminKeys.values.put("new", OTHER_ACCOUNT);
        fal.always("{on: 'USAGE', account: '" + admin().reference().keyId() + "', status: 401}");

        collect();
        collect();

        assertEquals(dollars("1"), totals(lease));
    }

    @Test
    void theRecordOutlivesARestart() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        use(lease.keyId(), FLUX, "0.10", "USD");
        collect();
        KeyCost cost = cost(lease);
        assertNotNull(cost);

        assertEquals(
                cost,
                SyncedFiles.ledger(folder).get(lease.recordId()).orElseThrow().cost());
    }

    @Test
    void aClockThatIsSetBackHidesNoCost() throws Exception {
        ahead = Duration.ofDays(2);
        KeyReceiver.Lease lease = lease(ORIGIN);
        ahead = Duration.ZERO;
        use(lease.keyId(), FLUX, "1.5", "USD");

        collect();

        assertEquals(dollars("1.5"), totals(lease));
    }

    @Test
    void aClockThatIsSetBackProlongsNoRefusal() throws Exception {
        ahead = Duration.ofDays(2);
        lease(ORIGIN);
        fal.next("{on: 'USAGE', status: 403}");
        collect();
        assertThat(fal.usageCalls(), hasSize(1));

        ahead = Duration.ZERO;
        collect();

        assertThat(fal.usageCalls(), hasSize(2));
    }
}
