package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A key is deleted until fal confirms it, and only in the account that made it. */
class DeletionsTest extends EngineTest {

    private static final String OTHER_ACCOUNT = "0ad32222-0000-4000-8000-000000000000:0123456789abcdef";
    private static final String WITHOUT_ID = "an-admin-key-without-an-id";

    private String made() throws Exception {
        return get(keys.withKey(request(), SAVED, (key, id) -> {}));
    }

    private void eventuallyIs(KeyState state) throws InterruptedException {
        eventually(() -> states().equals(List.of(state)));
    }

    @Test
    void recordsTheEndBeforeItReturns() throws Exception {
        String recordId = made();
        fal.next("{on: 'DELETE', lateMillis: 300}");

        keys.end(recordId);

        assertStates(KeyState.DELETING);
        eventuallyIs(KeyState.DELETED);
    }

    @Test
    void anotherAccountProvesNothing() throws Exception {
        String recordId = made();
        fal.addAccount(OTHER_ACCOUNT);
        adminKey = OTHER_ACCOUNT;

        keys.end(recordId);

        eventuallyIs(KeyState.UNRESOLVED);
        assertEquals(0, deletes());
        assertEquals(1, fal.keys().size());
    }

    @Test
    void theListProvesTheAccountOfAKeyWithoutAnId() throws Exception {
        fal.addAccount(WITHOUT_ID);
        adminKey = WITHOUT_ID;
        String recordId = made();

        keys.end(recordId);

        eventuallyIs(KeyState.DELETED);
        assertThat(fal.calls(), hasItem("GET /keys"));
        assertThat(fal.keys(), empty());
    }

    @Test
    void triesAgainWhenItIsDue() throws Exception {
        String recordId = made();
        fal.next("{on: 'DELETE', status: 403}");
        keys.end(recordId);
        eventually(() -> ledger.all().get(0).attempts() == 1);
        assertThat(ledger.all().get(0).lastError(), containsString("HTTP 403"));

        keys.sweep();
        assertEquals(1, deletes());

        ahead = Duration.ofSeconds(11);
        keys.sweep();
        eventuallyIs(KeyState.DELETED);
        assertEquals(2, deletes());
    }

    @Test
    void triesWhatACrashInterrupted() throws Exception {
        String recordId = made();
        KeyRecord active = ledger.get(recordId).orElseThrow();
        ledger.put(active.in(KeyState.DELETING, active.changedAt()));

        keys.sweep();

        eventuallyIs(KeyState.DELETED);
    }

    @Test
    void leavesLiveKeysAlone() throws Exception {
        made();

        keys.sweep();

        assertEquals(0, deletes());
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void deletesAlsoWhenNothingCanBeWritten() throws Exception {
        String recordId = made();
        ledger.fails = keyRecord -> true;

        keys.end(recordId);

        eventually(() -> fal.keys().isEmpty());
    }
}
