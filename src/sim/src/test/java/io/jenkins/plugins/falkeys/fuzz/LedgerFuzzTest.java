package io.jenkins.plugins.falkeys.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.ledger.FileLedger;
import io.jenkins.plugins.falkeys.ledger.RecordFiles;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeProperty;

/** An unreadable file affects only its own record. */
class LedgerFuzzTest {

    private static final Logger LOGGER = Logger.getLogger(FileLedger.class.getName());

    private static final String GOOD = """
            {"id": "11111111-0000-4000-8000-000000000000", "alias": "Key", "state": "ACTIVE", "keyId": "key-1",
             "origin": {"run": "team/job#1", "started": 1, "node": "3", "job": "team/job"},
             "target": {"store": "team", "credentialsId": "fal-key"},
             "admin": {"credentialsId": "fal-admin", "context": "", "keyId": "other"},
             "search": {"looks": 1, "candidates": [{"keyId": "k", "createdAt": "2026-01-01T00:00:00Z"}]},
             "replaces": {"recordId": "r", "graceMinutes": 5}, "attempts": 1,
             "writtenAt": "2026-01-01T00:00:00Z", "createdAt": "2026-01-01T00:00:00Z",
             "changedAt": "2026-01-01T00:00:00Z", "notBefore": "2026-01-01T00:00:00Z"}
            """;
    private static final String DAMAGED = GOOD.replace("11111111", "22222222");

    @BeforeProperty
    void silence() {
        LOGGER.setLevel(Level.OFF);
    }

    @Property(seed = "1", shrinking = ShrinkingMode.BOUNDED)
    void damagedFile(@ForAll("files") String text) {
        Map<String, String> texts = new TreeMap<>();
        texts.put("1.json", GOOD);
        texts.put("2.json", text);
        FileLedger ledger = new FileLedger(new InMemory(texts));
        ledger.load(keyRecord -> false);

        assertTrue(ledger.loaded().isDone() && !ledger.loaded().isCompletedExceptionally());
        assertTrue(ledger.all().size() <= 2);
        for (KeyRecord keyRecord : ledger.all()) {
            assertEquals(keyRecord, ledger.get(keyRecord.id()).orElseThrow());
        }
        for (KeyState state : KeyState.values()) {
            ledger.inState(state);
        }
    }

    @Provide
    Arbitrary<String> files() {
        return Arbitraries.oneOf(
                Scraps.damaged(DAMAGED),
                Scraps.json("id", "alias", "state", "origin", "admin", "target", "writtenAt", "changedAt", "search"),
                Scraps.text());
    }

    private record InMemory(Map<String, String> texts) implements RecordFiles {

        @Override
        public void list(Consumer<String> name) {
            texts.keySet().forEach(name);
        }

        @Override
        public String read(String name) {
            return texts.get(name);
        }

        @Override
        public void write(String name, String text) {
            texts.put(name, text);
        }

        @Override
        public void delete(String name) {
            texts.remove(name);
        }
    }
}
