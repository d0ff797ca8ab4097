package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A request whose answer was lost is settled by what fal's list shows. */
class ReconciliationTest extends EngineTest {

    private static final String OTHER_ACCOUNT = "0ad32222-0000-4000-8000-000000000000:0123456789abcdef";

    private CompletableFuture<String> block(AtomicReference<String> received) {
        KeyRequest request = new KeyRequest(ORIGIN, UniqueAlias.of("", "team/job", 7), true, null);
        return keys.withKey(request, SAVED, (key, id) -> received.set(key.value()));
    }

    private KeyRecord only() {
        assertEquals(1, ledger.all().size());
        return ledger.all().get(0);
    }

    private void sweepAfter(Duration since) throws InterruptedException {
        ahead = since;
        Thread.sleep(50); // what a user has the answer of may still be under way for an instant
        keys.sweep();
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
    void aGivenAliasNamesItsCandidates() throws Exception {
        fal.addKey(FalApiStub.ADMIN_KEY, "Another Key");
        fal.next("{on: 'POST', drop: 'after'}");

        String refusal = refusal(create());

        FalApiStub.Key candidate = fal.keys().get(1);
        assertThat(refusal, containsString(candidate.id() + " of " + candidate.createdAt()));
        assertEquals(0, deletes());
        assertEquals(KeyState.UNRESOLVED, only().state());
        assertEquals(candidate.id(), only().search().candidates().get(0).keyId());
        assertEquals(List.of(only()), keys.unsettled());
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

    @Test
    void anOlderKeyOfTheSameAliasIsNoCandidate() throws Exception {
        fal.addKey(FalApiStub.ADMIN_KEY, "Production Key");
        ahead = Duration.ofMinutes(6);
        fal.next("{on: 'POST', drop: 'before'}");

        assertThat(refusal(create()), containsString("does not show it yet"));
        assertThat(only().search().candidates(), empty());
    }

    @Test
    void falsOwnClockTellsTheAgeOfAKey() throws Exception {
        fal.addKey(FalApiStub.ADMIN_KEY, "Production Key");
        fal.tellTime();
        ahead = Duration.ofMinutes(6);
        fal.next("{on: 'POST', drop: 'before'}");

        refusal(create());

        // This machine's clock is six minutes ahead; by fal's clock the key came just before the request.
        assertEquals(1, only().search().candidates().size());
    }

    @Test
    void aKeyOfTheLedgerIsNoCandidate() throws Exception {
        get(create());
        fal.next("{on: 'POST', drop: 'before'}");
        CompletableFuture<CreatedKey> second = keys.create(
                request(new Origin("other#1", 1, "3", "other")),
                new StoreRequest("other-id", null, null, IfExists.FAIL),
                SAVED);

        assertThat(refusal(second), containsString("does not show it yet"));
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
        assertThat(only().lastError(), containsString("fal did not make it"));
        assertEquals(5, fal.calls().stream().filter("GET /keys"::equals).count());
    }

    @Test
    void anotherAccountsListProvesNothing() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        fal.next("{on: 'GET', status: 403}");
        refusal(create());
        fal.addAccount(OTHER_ACCOUNT);
        adminKey = OTHER_ACCOUNT;

        sweepAfter(Duration.ofHours(25));

        assertStates(KeyState.UNRESOLVED);
        assertThat(only().lastError(), containsString("is another one now"));
        assertEquals(1, fal.keys().size());
    }

    @Test
    void aListThatFailsIsSearchedAgain() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        fal.next("{on: 'GET', status: 403}");
        assertThat(refusal(create()), containsString("could not be searched yet"));

        sweepAfter(Duration.ofSeconds(61));

        assertEquals(1, only().search().candidates().size());
    }
}
