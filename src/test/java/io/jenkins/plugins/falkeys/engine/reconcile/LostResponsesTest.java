package io.jenkins.plugins.falkeys.engine.reconcile;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.ForwardingLedger;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyReceiver.Lease;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.MemoryAdminKeys;
import io.jenkins.plugins.falkeys.engine.port.Ledger;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Times;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A request whose response was lost is settled by what fal's list contains. */
class LostResponsesTest extends EngineTest {

    private CompletableFuture<Lease> block(AtomicReference<String> received) throws KeyException {
        KeyRequest request = new KeyRequest(ORIGIN, keys.uniqueAlias(ORIGIN, 7), true, null);
        return keys.withKey(request, SAVED, (key, lease) -> received.set(key.value()));
    }

    @Test
    void aBlockGetsAnotherKeyAndTheLostOneIsDeleted() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        AtomicReference<String> received = new AtomicReference<>();

        get(block(received));

        assertTrue(fal.works(received.get()));
        assertEquals(1, fal.keys().size());
        assertStates(KeyState.DELETED, KeyState.ACTIVE);
        assertThat(ledger.all().get(0).alias(), not(ledger.all().get(1).alias()));
    }

    @Test
    void aKeyThatFalFinishesLaterIsFoundAndDeleted() throws Exception {
        fal.next("{on: 'POST', drop: 'before'}");
        get(block(new AtomicReference<>()));
        KeyRecord lost = ledger.all().get(0);
        assertEquals(KeyState.UNRESOLVED, lost.state());
        fal.addKey(FalApiStub.ADMIN_KEY, lost.alias());

        sweepAfter(Duration.ofSeconds(30));
        assertEquals(2, fal.keys().size());
        sweepAfter(Duration.ofSeconds(61));

        assertEquals(1, fal.keys().size());
        assertStates(KeyState.DELETED, KeyState.ACTIVE);
    }

    @Test
    void candidatesForAUsersAliasAreNamed() throws Exception {
        fal.addKey(FalApiStub.ADMIN_KEY, "Another Key");
        fal.next("{on: 'POST', drop: 'after'}");

        String refusal = refusal(create());

        FalApiStub.Key candidate = fal.keys().get(1);
        assertThat(refusal, containsString(candidate.id() + ", created at " + Times.text(candidate.createdAt())));
        assertEquals(0, deletes());
        assertEquals(KeyState.UNRESOLVED, only().state());
        assertEquals(candidate.id(), only().search().candidates().get(0).keyId());
        assertEquals(List.of(only()), keys.records().unsettled());
    }

    @Test
    void candidatesThatSomebodyDeletedSettleTheRecord() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        refusal(create());
        api().delete(admin().key(), fal.keys().get(0).id());

        sweepAfter(Duration.ofHours(23));
        assertStates(KeyState.UNRESOLVED);
        sweepAfter(Duration.ofHours(25));
        assertStates(KeyState.DELETED);
    }

    /**
     * The other key on the first page was deleted before the second page was read, so the candidate moved to the first
     * page, which had already been read.
     */
    @Test
    void aCandidateMissedBecausePagesShiftedIsFoundLater() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        refusal(create());
        String candidate = fal.keys().get(0).id();
        fal.next("{on: 'GET', status: 200, body: {keys: [{key_id: 'a'}], next_cursor: '1', has_more: true}}");
        fal.next("{on: 'GET', status: 200, body: {keys: [], next_cursor: null, has_more: false}}");

        sweepAfter(Duration.ofHours(25));

        assertStates(KeyState.UNRESOLVED);
        assertEquals(candidate, only().search().candidates().get(0).keyId());
    }

    @Test
    void aCandidateThatOnlyOneReadingLacksRemainsOne() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        refusal(create());
        fal.addKey(FalApiStub.ADMIN_KEY, "Production Key");
        sweepAfter(Duration.ofHours(25));
        assertThat(only().candidates(), hasSize(2));
        String second = fal.keys().get(1).id();
        fal.next("{on: 'GET', status: 200, body: {keys: [{key_id: '" + second
                + "', alias: 'Production Key'}], next_cursor: null, has_more: false}}");

        sweepAfter(Duration.ofHours(51));

        assertThat(only().candidates(), hasSize(2));
    }

    @Test
    void anOlderKeyOfTheSameAliasIsNotACandidate() throws Exception {
        fal.addKey(FalApiStub.ADMIN_KEY, "Production Key");
        ahead = Duration.ofMinutes(6);
        fal.next("{on: 'POST', drop: 'before'}");

        assertThat(refusal(create()), containsString("does not show the key yet"));
        assertThat(only().search().candidates(), empty());
    }

    @Test
    void theAgeOfAKeyIsMeasuredByFalsClock() throws Exception {
        fal.addKey(FalApiStub.ADMIN_KEY, "Production Key");
        fal.reportTime();
        ahead = Duration.ofMinutes(6);
        fal.next("{on: 'POST', drop: 'before'}");

        refusal(create());

        // This machine's clock is six minutes ahead. By fal's clock, the key was created just before the request.
        assertEquals(1, only().search().candidates().size());
    }

    @Test
    void aRecordedKeyIsNotACandidate() throws Exception {
        get(create());
        fal.next("{on: 'POST', drop: 'before'}");

        assertThat(
                refusal(keys.create(request(OTHER_JOB), into("other-id"), SAVED)),
                containsString("does not show the key yet"));
    }

    /** Two builds request the same alias. The first response is lost, and the second one is late. */
    @Test
    void aKeyThatAnotherBuildIsRequestingIsNotACandidate() throws Exception {
        fal.next("{on: 'POST', drop: 'before', lateMillis: 300}");
        fal.next("{on: 'POST', lateMillis: 1000}");
        CompletableFuture<CreatedKey> lost = create();
        eventually(() -> posts() == 1);
        CompletableFuture<CreatedKey> late = keys.create(request(OTHER_JOB), into("other-id"), SAVED);

        String refusal = refusal(lost);

        assertThat(refusal, not(containsString("fal's list shows:")));
        KeyRecord unresolved = ledger.latest(ORIGIN).orElseThrow();
        assertThat(unresolved.search().candidates(), empty());
        assertThat(unresolved.search().problem(), containsString("another build is requesting a key"));
        String inUse = get(late).keyId();
        assertThat(
                refusal(keys.administration().deleteCandidates(person(), unresolved.id(), Set.of(inUse))),
                containsString("Nothing was deleted"));
        sweepAfter(Duration.ofMinutes(2));
        assertThat(ledger.get(unresolved.id()).orElseThrow().candidates(), empty());
        assertTrue(fal.works(stores.keys.values().iterator().next()));
        assertEquals(0, deletes());
    }

    /** The same, but the second response comes between two looks into the records. */
    @Test
    void aKeyWhoseResponseComesDuringTheSearchIsNotACandidate() throws Exception {
        fal.next("{on: 'POST', drop: 'before', lateMillis: 300}");
        fal.next("{on: 'POST', lateMillis: 1000}");
        AtomicReference<CompletableFuture<CreatedKey>> late = new AtomicReference<>();
        AtomicInteger looks = new AtomicInteger();
        Ledger watched = new ForwardingLedger(ledger) {
            @Override
            public List<KeyRecord> ofKey(String keyId) {
                List<KeyRecord> found = super.ofKey(keyId);
                if (looks.incrementAndGet() == 2) {
                    assertDoesNotThrow(() -> EngineTest.get(late.get()));
                }
                return found;
            }
        };
        KeyService service = new KeyService(ports(watched), origin -> pool, pool);
        CompletableFuture<CreatedKey> lost = service.create(request(), anywhere(), SAVED);
        eventually(() -> posts() == 1);
        late.set(service.create(request(OTHER_JOB), into("other-id"), SAVED));

        assertThat(refusal(lost), not(containsString("fal's list shows:")));

        assertThat(ledger.latest(ORIGIN).orElseThrow().candidates(), empty());
        assertEquals(2, looks.get());
        assertTrue(late.get().isDone());
    }

    /** The other record names the key only after the key was shown as a candidate. */
    @Test
    void aCandidateThatAnotherRecordNowNamesIsNotDeleted() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        refusal(create());
        KeyRecord lost = only();
        String candidate = lost.search().candidates().get(0).keyId();
        stores.keys.put(TARGET, fal.keys().get(0).value());
        ledger.add(lost.sibling("adopted", candidate, lost.changedAt()).answered(candidate, lost.changedAt()));

        assertThat(
                refusal(keys.administration().deleteCandidates(person(), lost.id(), Set.of(candidate))),
                containsString("Nothing was deleted: fal's list showed no key that could be 'Production Key'."));
        assertEquals(0, deletes());
    }

    @Test
    void theListIsSearchedForADayAndNotLonger() throws Exception {
        fal.next("{on: 'POST', drop: 'before'}");
        refusal(create());
        assertEquals(1, only().search().looks());

        for (Duration later : List.of(
                Duration.ofSeconds(61),
                Duration.ofMinutes(6),
                Duration.ofMinutes(31),
                Duration.ofHours(24).plusSeconds(1))) {
            assertStates(KeyState.UNRESOLVED);
            sweepAfter(later);
        }

        assertStates(KeyState.DELETED);
        assertThat(only().lastError(), containsString("fal did not create it"));
        assertEquals(6, lists(), "the last search reads the list twice");
    }

    @Test
    void theListOfAnotherAccountProvesNothing() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        fal.next("{on: 'GET', status: 403}");
        refusal(create());
        String first = only().lastError();
        fal.addAccount(OTHER_ACCOUNT);
        adminKeys.values.put(MemoryAdminKeys.USUAL, OTHER_ACCOUNT);

        sweepAfter(Duration.ofHours(25));

        assertStates(KeyState.UNRESOLVED);
        assertThat(only().search().problem(), containsString("has changed and may belong to another account"));
        assertEquals(first, only().lastError(), "the reason for the lost response is kept");
        assertEquals(1, fal.keys().size());
    }

    @Test
    void theListOfAnAdminKeyWithoutAnIdIsSearched() throws Exception {
        String withoutId = "an-admin-key-without-an-id";
        fal.always("{on: 'BILLING', status: 404}");
        fal.addAccount(withoutId);
        adminKeys.values.put(MemoryAdminKeys.USUAL, withoutId);
        fal.next("{on: 'POST', drop: 'after'}");

        assertThat(refusal(create()), containsString("fal's list shows: "));
    }

    @Test
    void aListThatFailsIsSearchedAgain() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        fal.next("{on: 'GET', status: 403}");
        assertThat(refusal(create()), containsString("could not be searched yet"));
        assertThat(only().search().problem(), containsString("HTTP 403"));

        sweepAfter(Duration.ofSeconds(61));

        assertEquals(1, only().search().candidates().size());
        assertNull(only().search().problem());
    }

    private void lose(int requests) throws Exception {
        fal.next("{on: 'POST', drop: 'before', times: " + requests + "}");
        List<CompletableFuture<CreatedKey>> work = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            Origin origin = new Origin("job" + i + "#1", 1, "3", "job" + i);
            work.add(keys.create(new KeyRequest(origin, "Key " + i, false, null), into("fal-" + i), SAVED));
        }
        for (CompletableFuture<CreatedKey> one : work) {
            refusal(one);
        }
    }

    @Test
    void oneReadingServesAllWaitingRecords() throws Exception {
        lose(30);
        long before = lists();

        fal.next("{on: 'GET', lateMillis: 300}");
        sweepAfter(Duration.ofSeconds(65));

        // A request uses only a reading that started after it, so the later requests share the next one.
        assertTrue(lists() - before <= 2, () -> lists() - before + " lists");
        assertTrue(
                ledger.all().stream().allMatch(keyRecord -> keyRecord.search().looks() >= 2));
    }

    @Test
    void aListThatCannotBeReadIsReadLessAndLessOften() throws Exception {
        fal.always("{on: 'GET', status: 403}");
        lose(3);
        List<Long> readings = new ArrayList<>();
        Instant start = Instant.now();
        for (int minute = 1; minute <= 120; minute++) {
            long before = lists();
            sweepAfter(Duration.ofMinutes(minute));
            if (lists() > before) {
                readings.add((long) minute);
            }
        }

        assertTrue(readings.size() <= 8, () -> "read at minutes " + readings + " since " + start);
        assertTrue(readings.size() >= 3, () -> "read at minutes " + readings);
        assertStates(KeyState.UNRESOLVED, KeyState.UNRESOLVED, KeyState.UNRESOLVED);
        assertThat(ledger.all().get(0).search().problem(), startsWith("fal's list of keys could not be searched"));
    }

    @Test
    void anotherAccountDoesNotWaitForAListThatCannotBeRead() throws Exception {
        fal.addAccount(OTHER_ACCOUNT);
        adminKeys.values.put("other-admin", OTHER_ACCOUNT);
        Lease other = get(
                keys.withKey(new KeyRequest(OTHER_JOB, "Other Key", false, "other-admin"), SAVED, (key, lease) -> {}));
        String troubled = admin().reference().keyId();
        fal.always("{on: 'GET', account: '" + troubled + "', status: 503, lateMillis: 1000}");
        fal.next("{on: 'POST', account: '" + troubled + "', drop: 'before'}");
        refusal(create());
        ledger.update(other.recordId(), current -> current.in(KeyState.DELETING, current.changedAt()));
        ahead = Duration.ofMinutes(2);

        get(keys.upkeep().sweep());

        eventually(() -> recordOf(other.keyId()).state() == KeyState.DELETED);
        assertEquals(KeyState.UNRESOLVED, ledger.latest(ORIGIN).orElseThrow().state());
    }

    @Test
    void anUnreadListIsNotReportedAsEmpty() throws Exception {
        settings.waitBudget = Duration.ofMillis(500);
        fal.always("{on: 'POST', drop: 'before'}");
        fal.always("{on: 'GET', status: 403}");

        String refusal = refusal(block(new AtomicReference<>()));

        assertThat(refusal, not(containsString("does not show")));
        assertThat(refusal, containsString("could not be searched yet"));
    }

    @Test
    void settingTheClockBackDoesNotHideAKeyWithAUniqueAlias() throws Exception {
        ahead = Duration.ofHours(10);
        fal.next("{on: 'POST', drop: 'after'}");
        fal.always("{on: 'GET', status: 500}");
        CompletableFuture<?> lost =
                keys.withKey(new KeyRequest(ORIGIN, "job #7 0123", true, null), SAVED, (key, lease) -> {});
        eventually(() -> lists() > 0);
        lost.cancel(true);
        fal.clearFaults();
        over = true;

        sweepAfter(Duration.ZERO);

        assertThat(fal.keys(), empty());
    }
}
