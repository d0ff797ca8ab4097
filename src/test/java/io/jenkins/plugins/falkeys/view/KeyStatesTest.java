package io.jenkins.plugins.falkeys.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What pages say about the state of a key. */
class KeyStatesTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void countsFailedDeletions() {
        KeyRecord deleting = KeyRecord.requested(
                        "one",
                        new Origin("team/job#7", 1, "12", "team/job"),
                        null,
                        "Key",
                        false,
                        null,
                        null,
                        new AdminReference("fal-admin", "", "admin-id"),
                        "account",
                        NOW)
                .sent(NOW)
                .answered("key-id", NOW)
                .in(KeyState.DELETING, NOW);
        assertEquals("The deletion is under way.", KeyStates.next(deleting));

        KeyRecord failed = deleting.failed("HTTP 500", NOW);
        assertEquals("The deletion is retried (1 attempt failed so far).", KeyStates.next(failed));
        assertEquals(
                "The deletion is retried (2 attempts failed so far).", KeyStates.next(failed.failed("HTTP 500", NOW)));
    }
}
