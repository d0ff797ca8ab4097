package io.jenkins.plugins.falkeys.engine.cost;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.LogLines;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.CostReport;
import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.KeyReceiver;
import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.engine.record.Charge;
import io.jenkins.plugins.falkeys.engine.record.JobCost;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.request.DeleteRequest;
import io.jenkins.plugins.falkeys.ledger.CostFiles;
import io.jenkins.plugins.falkeys.ledger.SyncedFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keys cost in a period, whether or not their records still exist. */
class CostReportTest extends EngineTest {

    private static final Duration TWO_DAYS = Duration.ofDays(2);

    private void use(String keyId, String model, String cost, String currency) {
        Instant when = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusMillis(1);
        fal.addUsage(keyId, model, "image", "1", null, cost, currency, when);
    }

    private void collect() throws Exception {
        get(keys.upkeep().collectCosts(changed -> {}));
    }

    /** A build's key that has cost this much and has been deleted. */
    private KeyReceiver.Lease spend(String node, String cost) throws Exception {
        KeyReceiver.Lease lease = lease(place(node));
        use(lease.keyId(), "fal-ai/flux/dev", cost, "USD");
        collect();
        get(keys.end(lease));
        eventually(() -> ledger.get(lease.recordId()).orElseThrow().state() == KeyState.DELETED);
        return lease;
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    private CostReport report() throws IOException {
        return keys.records().costs(today().minusDays(1), today());
    }

    private Map<String, BigDecimal> totals() throws IOException {
        return Charge.totals(report().costs());
    }

    private static Map<String, BigDecimal> dollars(String amount) {
        return Map.of("USD", new BigDecimal(amount));
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("costs"))) {
            List<Path> found = files.toList();
            assertEquals(1, found.size());
            return found.get(0);
        }
    }

    @Test
    void aCostOutlivesItsRecord() throws Exception {
        spend("3", "0.10000000000000000000001");
        spend("4", "2");
        List<JobCost> before = report().costs();
        assertEquals(1, before.size());
        assertEquals("team", before.get(0).folder());
        assertEquals("team/job", before.get(0).job());
        assertEquals(new BigDecimal("2"), before.get(0).quantity());

        sweepAfter(TWO_DAYS);

        assertThat(ledger.all(), empty());
        assertEquals(before, report().costs());
        assertEquals(dollars("2.10000000000000000000001"), totals());
        assertThat(
                keys.records().costs(today().plusDays(1), today().plusDays(9)).costs(), empty());
    }

    @Test
    void aHigherCostReplacesTheOldOne() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        use(lease.keyId(), "a", "1", "USD");
        collect();
        use(lease.keyId(), "a", "1", "USD");
        use(lease.keyId(), "a", "5", "EUR");
        collect();
        assertEquals(Map.of("USD", new BigDecimal("2"), "EUR", new BigDecimal("5")), totals());
    }

    /** This is the state after a crash between writing the day's file and deleting the record. */
    @Test
    void aRecordThatWasAddedButNotDroppedCountsOnce() throws Exception {
        KeyReceiver.Lease lease = spend("3", "1");
        spend("4", "2");
        KeyRecord added = ledger.get(lease.recordId()).orElseThrow();
        CostFiles history = new CostFiles(folder.resolve("costs"), new SyncedFiles());
        history.add(List.of(added), id -> true);
        history.add(List.of(added), id -> true);
        assertEquals(dollars("3"), totals());

        sweepAfter(TWO_DAYS);
        assertThat(ledger.all(), empty());
        assertEquals(dollars("3"), totals());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "null",
                "{}",
                "{'costs': [], 'records': []} {'costs': [], 'records': []}",
                "{'costs': [null], 'records': []}",
                "{'costs': [{}], 'records': []}"
            })
    void anUnreadableDayIsReportedAndItsRecordsAreKept(String damaged) throws Exception {
        spend("3", "1");
        sweepAfter(TWO_DAYS);
        ahead = Duration.ZERO;
        Files.writeString(file(), damaged.replace('\'', '"'));
        String before = Files.readString(file());
        spend("4", "2");

        try (LogLines log = new LogLines(CostFiles.class.getName())) {
            sweepAfter(TWO_DAYS);
            sweep();
            sweep();
            assertEquals(1, report().unreadable().size());
            assertThat(
                    log.lines(), contains(allOf(containsString("cannot be read"), containsString("stays as it is"))));
        }

        assertEquals(1, ledger.all().size());
        assertEquals(dollars("2"), totals());
        assertEquals(before, Files.readString(file()));
    }

    @Test
    void anUnreadableDayIsLoggedAgainAfterItCouldBeRead() throws Exception {
        spend("3", "1");
        sweepAfter(TWO_DAYS);
        ahead = Duration.ZERO;
        String before = Files.readString(file());
        spend("4", "2");
        try (LogLines log = new LogLines(CostFiles.class.getName())) {
            Files.writeString(file(), "nonsense");
            sweepAfter(TWO_DAYS);
            assertThat(log.lines(), hasSize(1));

            Files.writeString(file(), before);
            sweep();
            assertEquals(dollars("3"), totals());
            assertThat(ledger.all(), empty());

            Files.writeString(file(), "nonsense");
            report();
            report();
            assertThat(log.lines(), hasSize(2));
        }
    }

    /** A file's size depends on the number of jobs, not of keys. */
    @Test
    void manyKeysDoNotMakeALargeFile() throws Exception {
        KeyReceiver.Lease lease = spend("3", "0.01");
        KeyRecord one = ledger.get(lease.recordId()).orElseThrow();
        List<KeyRecord> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(one.sibling("record-" + i, "key-" + i, Instant.now()).costing(one.cost()));
        }
        CostFiles history = new CostFiles(folder.resolve("costs"), new SyncedFiles());
        history.add(many, id -> false);
        history.add(List.of(one), id -> false);

        assertEquals(dollars("10.01"), totals());
        assertEquals(1, history.read(today()).records().size());
    }

    /** An administrator settled the key as gone by mistake. */
    @Test
    void aKeyThatIsAdoptedAgainCountsOnce() throws Exception {
        KeyReceiver.Lease lease = settledAsGone("1");
        KeyRecord adopted = get(keys.administration().adopt(person(), TARGET, null, null));
        assertEquals(dollars("1"), totals());
        collect();
        assertEquals(dollars("1"), totals());

        use(lease.keyId(), "fal-ai/flux/dev", "2", "USD");
        collect();
        assertEquals(dollars("3"), totals());
        assertEquals(
                Map.of("USD", BigDecimal.ONE),
                ledger.get(lease.recordId()).orElseThrow().cost().totals());

        sweepAfter(TWO_DAYS);
        assertEquals(
                List.of(adopted.id()), ledger.all().stream().map(KeyRecord::id).toList());
        assertEquals(dollars("3"), totals());
    }

    /**
     * The record of the deletion must be kept at least as long as the earlier one, which would count again without it.
     */
    @Test
    void aStoredKeyDeletedAsAForeignOneCountsOnce() throws Exception {
        String keyId = get(create()).keyId();
        use(keyId, "fal-ai/flux/dev", "1", "USD");
        collect();
        fal.always("{on: 'DELETE', status: 403}");
        get(keys.delete(new DeleteRequest(ORIGIN, keyId, null, true, true), SAVED)
                .handle((done, refused) -> null));
        get(keys.administration().settleAsGone(person(), only().id()));
        fal.clearFaults();
        get(keys.administration().deleteForeign(person(), keyId, null, ""));
        assertEquals(dollars("1"), totals());

        sweepAfter(TWO_DAYS);
        assertEquals(dollars("1"), totals());
        sweepAfter(Duration.ofDays(31));
        sweep();
        assertThat(ledger.all(), empty());
        assertEquals(dollars("1"), totals());
    }

    /** A build's key that has cost this much, and that an administrator settled as gone although it still exists. */
    private KeyReceiver.Lease settledAsGone(String cost) throws Exception {
        AtomicReference<FalKey> made = new AtomicReference<>();
        KeyReceiver.Lease lease = get(keys.withKey(request(), SAVED, (key, held) -> made.set(key)));
        use(lease.keyId(), "fal-ai/flux/dev", cost, "USD");
        collect();
        fal.always("{on: 'DELETE', status: 403}");
        get(keys.end(lease));
        eventually(() -> ledger.get(lease.recordId()).orElseThrow().attempts() > 0);
        get(keys.administration().settleAsGone(person(), lease.recordId()));
        fal.clearFaults();
        stores.keys.put(TARGET, made.get().value());
        return lease;
    }

    @Test
    void theKeysOfACredentialCountForTheirOwner() throws Exception {
        create().get();
        use(only().keyId(), "a", "1", "USD");
        collect();

        JobCost cost = report().costs().get(0);
        assertEquals(only().owner().name(), cost.job());
        assertEquals("team", cost.folder());
    }

    @Test
    void managedKeysCountForTheirList() throws Exception {
        settings.managedKeys = List.of(new ManagedEntry("team", "Production", "fal-prod", null, "team", 0, 60, null));
        sweep();
        use(only().keyId(), "a", "1", "USD");
        collect();

        JobCost cost = report().costs().get(0);
        assertTrue(cost.managed());
        assertEquals("team", cost.folder());
        assertEquals("", cost.job());

        settings.managedKeys = List.of();
        get(keys.administration().give(person(), only().id(), null));
        assertFalse(report().costs().get(0).managed());
    }
}
