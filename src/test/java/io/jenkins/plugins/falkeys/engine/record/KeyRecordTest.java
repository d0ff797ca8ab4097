package io.jenkins.plugins.falkeys.engine.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a record changes with its key. */
class KeyRecordTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Target TARGET = new Target("team", "fal-key");

    private static KeyRecord requested(@CheckForNull Target target) {
        return KeyRecord.requested(
                "one",
                new Origin("team/job#7", 1, "12", "team/job"),
                new Owner("id", "team/job"),
                "Key",
                false,
                target,
                null,
                new AdminReference("fal-admin", "team", "admin-id"),
                "account",
                NOW);
    }

    private static KeyRecord active(@CheckForNull Target target) {
        return requested(target).sent(NOW).answered("key-id", NOW).in(KeyState.ACTIVE, NOW);
    }

    @Test
    void aDeletedKeyHasNoErrors() {
        KeyRecord failing = active(TARGET).in(KeyState.DELETING, NOW).failed("HTTP 500", NOW);
        assertEquals("HTTP 500", failing.lastError());
        assertEquals(1, failing.attempts());

        KeyRecord gone = failing.in(KeyState.DELETED, NOW);

        assertNull(gone.lastError());
        assertEquals(0, gone.attempts());
    }

    @Test
    void aKeySettledByAnAdministratorSaysWhy() {
        KeyRecord settled = active(TARGET)
                .in(KeyState.DELETING, NOW)
                .failed("HTTP 500", NOW)
                .settled("not ours", NOW);

        assertEquals(KeyState.DELETED, settled.state());
        assertEquals("not ours", settled.lastError());
    }

    @Test
    void aBuildKeysRecordIsDroppedSoon() {
        KeyRecord gone = active(null).in(KeyState.DELETED, NOW);
        KeyRecord stored = active(TARGET).in(KeyState.DELETED, NOW);
        Instant later = NOW.plus(Duration.ofHours(25));

        Retention oneDay = new Retention(Duration.ofDays(1), Duration.ofDays(30));
        assertTrue(oneDay.isOver(gone, later));
        assertFalse(oneDay.isOver(stored, later));
        assertFalse(oneDay.isOver(active(null), later));
        assertFalse(new Retention(Duration.ofDays(2), Duration.ofDays(30)).isOver(gone, later));
    }

    @Test
    void aStoredKeyIsAStoredKeyEvenWithoutItsCredential() {
        KeyRecord detached = active(TARGET).in(KeyState.DELETING, NOW).detached();

        assertNull(detached.target());
        assertEquals(KeyRecord.Kind.STORED, detached.kind());
    }

    @Test
    void everyNameFollowsARename() {
        KeyRecord keyRecord = active(TARGET).endedBy(new Origin("team/job#8", 2, "3", "team/job"));

        KeyRecord renamed = keyRecord.renamed("team/job", "crew/job").renamed("team", "crew");

        assertEquals(new Origin("crew/job#7", 1, "12", "crew/job"), renamed.origin());
        assertEquals(new Owner("id", "crew/job"), renamed.owner());
        assertEquals(new Target("crew", "fal-key"), renamed.target());
        assertEquals("crew", renamed.admin().context());
        assertEquals(new Origin("crew/job#8", 2, "3", "crew/job"), renamed.endedBy());
        assertEquals(Set.of("crew", "crew/job"), renamed.itemNames());
    }

    @Test
    void refersToItsKeyOrItsCandidates() {
        KeyRecord lost = requested(TARGET).sent(NOW).searched(List.of(new KeyRecord.Candidate("other", NOW)), NOW);

        assertTrue(lost.mayStandFor("other"));
        assertFalse(lost.answered("key-id", NOW).mayStandFor("other"));
        assertTrue(lost.answered("key-id", NOW).mayStandFor("key-id"));
    }

    @Test
    void aFailedSearchKeepsTheCandidates() {
        KeyRecord.Candidate candidate = new KeyRecord.Candidate("other", NOW);
        KeyRecord lost = requested(TARGET).sent(NOW).withError("timeout").searched(List.of(candidate), NOW);

        KeyRecord failed = lost.searchFailed("HTTP 503", NOW);

        assertEquals("timeout", failed.lastError());
        assertEquals("HTTP 503", failed.search().problem());
        assertEquals(List.of(candidate), failed.candidates());
        assertEquals(1, failed.search().looks());
        assertNull(failed.searched(List.of(), NOW).search().problem());
    }

    @ParameterizedTest
    @EnumSource
    void aDeletedKeyStaysDeleted(KeyState state) {
        assertEquals(state == KeyState.CREATING, state.mayBecome(KeyState.CREATING));
        assertEquals(state == KeyState.CREATING || state == KeyState.ACTIVE, state.mayBecome(KeyState.ACTIVE));
        assertTrue(state.mayBecome(KeyState.DELETED));
        assertEquals(state != KeyState.DELETED, state.mayBecome(KeyState.DELETING));
    }
}
