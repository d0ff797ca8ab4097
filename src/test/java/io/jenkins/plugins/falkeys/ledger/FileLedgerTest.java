package io.jenkins.plugins.falkeys.ledger;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records outlive the ledger that wrote them, and nothing half-written is ever read. */
class FileLedgerTest {

    private static final Origin ORIGIN = new Origin("team/job#7", 1, "12", "team/job");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

    @TempDir
    Path home;

    private static KeyRecord keyRecord(String id, Origin origin, Instant writtenAt) {
        return new KeyRecord(
                id,
                origin,
                "Schlüssel 🔑",
                false,
                new Target("team", "key"),
                new AdminReference("fal-admin", "", "admin-id"),
                "key-id",
                KeyState.ACTIVE,
                writtenAt,
                NOW,
                NOW,
                NOW,
                2,
                "why",
                new KeyRecord.Replacement("old", 60),
                NOW,
                new KeyRecord.Search(1, List.of(new KeyRecord.Candidate("other-id", NOW))),
                new Origin("", 1, "13", "", "alice"));
    }

    private FileLedger ledger() throws IOException {
        return new FileLedger(home.resolve("fal-keys"));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("fal-keys"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(home.resolve("fal-keys").resolve(file), text);
    }

    /** Logs of failures that tests order on purpose only frighten their readers. */
    private FileLedger quietly() throws IOException {
        Logger logger = Logger.getLogger(FileLedger.class.getName());
        Level before = logger.getLevel();
        logger.setLevel(Level.OFF);
        try {
            return ledger();
        } finally {
            logger.setLevel(before);
        }
    }

    @Test
    void beginsEmpty() throws IOException {
        assertEquals(List.of(), ledger().all());
    }

    @Test
    void readsWhatItWrote() throws IOException {
        KeyRecord written = keyRecord("one", ORIGIN, NOW);
        ledger().put(written);

        assertEquals(Optional.of(written), ledger().get("one"));
        assertEquals(List.of("one.json"), files());
    }

    @Test
    void readsWhatIsNotKnownYet() throws IOException {
        KeyRecord written = new KeyRecord(
                "one",
                ORIGIN,
                "k",
                true,
                null,
                new AdminReference("fal-admin", "", ""),
                null,
                KeyState.CREATING,
                NOW,
                null,
                null,
                NOW,
                0,
                null,
                null,
                null,
                null,
                null);
        ledger().put(written);

        assertEquals(Optional.of(written), ledger().get("one"));
    }

    @Test
    void writesTimesThatPeopleCanRead() throws IOException {
        ledger().put(keyRecord("one", ORIGIN, NOW));

        assertThat(
                Files.readString(home.resolve("fal-keys/one.json")),
                containsString("\"writtenAt\":\"2026-01-02T03:04:05.678901Z\""));
    }

    @Test
    void aLaterRecordTakesThePlaceOfAnEarlier() throws IOException {
        FileLedger ledger = ledger();
        ledger.put(keyRecord("one", ORIGIN, NOW));
        KeyRecord later = keyRecord("one", ORIGIN, NOW.plusSeconds(1));
        ledger.put(later);

        assertEquals(List.of(later), ledger.all());
        assertEquals(List.of(later), ledger().all());
    }

    @Test
    void forgets() throws IOException {
        FileLedger ledger = ledger();
        KeyRecord written = keyRecord("one", ORIGIN, NOW);
        ledger.put(written);
        ledger.remove(written);

        assertTrue(ledger.get("one").isEmpty());
        assertEquals(List.of(), files());
    }

    @Test
    void listsTheOldestFirst() throws IOException {
        FileLedger ledger = ledger();
        KeyRecord young = keyRecord("a", ORIGIN, NOW.plusSeconds(1));
        KeyRecord old = keyRecord("b", ORIGIN, NOW);
        ledger.put(young);
        ledger.put(old);

        assertEquals(List.of(old, young), ledger().all());
    }

    @Test
    void findsTheNewestOfAPlace() throws IOException {
        FileLedger ledger = ledger();
        ledger.put(keyRecord("old", ORIGIN, NOW));
        ledger.put(keyRecord("new", ORIGIN, NOW.plusSeconds(1)));
        ledger.put(keyRecord("other", new Origin("team/job#7", 1, "13", "team/job"), NOW.plusSeconds(2)));

        assertEquals("new", ledger.latest(ORIGIN).orElseThrow().id());
        assertTrue(ledger.latest(new Origin("team/job#8", 1, "12", "team/job")).isEmpty());
        assertTrue(
                ledger.latest(new Origin("team/job#7", 2, "12", "team/job")).isEmpty(),
                "a run of a job that was made again is another one");
    }

    @Test
    void skipsAFileThatCannotBeReadAndKeepsIt() throws IOException {
        ledger().put(keyRecord("one", ORIGIN, NOW));
        write("broken.json", "{\"id\": ");
        write("other.json", "[1, 2]");
        write("null.json", "null");
        write("empty.json", "{}");

        assertEquals(1, quietly().all().size());
        assertEquals(List.of("broken.json", "empty.json", "null.json", "one.json", "other.json"), files());
    }

    @Test
    void ignoresWhatACrashLeft() throws IOException {
        ledger().put(keyRecord("one", ORIGIN, NOW));
        write("one.tmp", "{\"id\": ");

        FileLedger ledger = ledger();
        assertEquals(1, ledger.all().size());
        ledger.put(keyRecord("one", ORIGIN, NOW.plusSeconds(1)));
        assertEquals(List.of("one.json"), files());
    }

    @Test
    void toleratesWhatALaterVersionWrote() throws IOException {
        ledger().put(keyRecord("one", ORIGIN, NOW));
        Path file = home.resolve("fal-keys/one.json");
        Files.writeString(
                file, Files.readString(file).replace("{", "{\"new\":1,").replace("\"new\":1,}", "\"new\":1}"));

        assertEquals(keyRecord("one", ORIGIN, NOW), ledger().get("one").orElseThrow());
    }

    @Test
    void aFailedWriteChangesNothing() throws IOException {
        FileLedger ledger = ledger();
        KeyRecord written = keyRecord("one", ORIGIN, NOW);
        ledger.put(written);
        Files.createDirectory(home.resolve("fal-keys/one.tmp"));

        assertThrows(IOException.class, () -> ledger.put(keyRecord("one", ORIGIN, NOW.plusSeconds(1))));
        assertEquals(Optional.of(written), ledger.get("one"));
        assertEquals(Optional.of(written), ledger().get("one"));
    }
}
