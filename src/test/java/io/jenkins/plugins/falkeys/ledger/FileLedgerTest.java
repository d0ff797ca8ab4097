package io.jenkins.plugins.falkeys.ledger;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.cost.KeyCost;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.CostLimit;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records survive the ledger that wrote them, and a half-written file is never read. */
class FileLedgerTest {

    private static final Origin ORIGIN = new Origin("team/job#7", 1, "12", "team/job");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

    @TempDir
    Path home;

    private static KeyRecord keyRecord(String id, Origin origin, Instant writtenAt) {
        return new KeyRecord(
                id,
                KeyRecord.Kind.STORED,
                origin,
                new Owner("owner-id", "team/job"),
                "Schlüssel 🔑",
                false,
                new Target("team", "key"),
                new AdminReference("fal-admin", "", "admin-id"),
                "team",
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
                new KeyRecord.Search(1, List.of(new KeyRecord.Candidate("other-id", NOW)), "problem"),
                new Origin("", 1, "13", "", "alice"),
                30,
                new KeyCost(
                        NOW,
                        List.of(new KeyCost.Line(
                                LocalDate.of(2026, 1, 2),
                                "fal-ai/flux",
                                "image",
                                "USD",
                                new BigDecimal("3"),
                                new BigDecimal("0.0750000000000000000001")))),
                new CostLimit(new BigDecimal("5.00"), new CostLimit.Reached(new BigDecimal("5.01"), "USD", NOW)));
    }

    private FileLedger ledger() {
        return SyncedFiles.ledger(home.resolve("fal-keys"));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("fal-keys"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(home.resolve("fal-keys").resolve(file), text);
    }

    private FileLedger quietly() {
        FileLedger[] ledger = new FileLedger[1];
        inSilence(() -> ledger[0] = ledger());
        return ledger[0];
    }

    /** Failures that tests cause on purpose must not clutter the log. */
    private static void inSilence(Runnable work) {
        Logger logger = Logger.getLogger(FileLedger.class.getName());
        Level before = logger.getLevel();
        logger.setLevel(Level.OFF);
        try {
            work.run();
        } finally {
            logger.setLevel(before);
        }
    }

    @Test
    void startsEmpty() throws IOException {
        assertEquals(List.of(), ledger().all());
    }

    @Test
    void readsWhatItWrote() throws IOException {
        KeyRecord written = keyRecord("one", ORIGIN, NOW);
        ledger().add(written);

        assertEquals(Optional.of(written), ledger().get("one"));
        assertEquals(List.of("one.json"), files());
    }

    @Test
    void readsUnknownValues() throws IOException {
        KeyRecord written = KeyRecord.requested(
                "one", ORIGIN, null, "k", true, null, null, new AdminReference("fal-admin", "", ""), null, NOW);
        ledger().add(written);

        assertEquals(Optional.of(written), ledger().get("one"));
    }

    @Test
    void writesTimesInAReadableFormat() throws IOException {
        ledger().add(keyRecord("one", ORIGIN, NOW));

        assertThat(
                Files.readString(home.resolve("fal-keys/one.json")),
                containsString("\"writtenAt\":\"2026-01-02T03:04:05.678901Z\""));
    }

    @Test
    void aChangedRecordReplacesThePreviousVersion() throws IOException {
        FileLedger ledger = ledger();
        ledger.add(keyRecord("one", ORIGIN, NOW));
        KeyRecord changed = ledger.update("one", current -> current.in(KeyState.DELETING, NOW.plusSeconds(1)))
                .orElseThrow();

        assertEquals(KeyState.DELETING, changed.state());
        assertEquals(List.of(changed), ledger.all());
        assertEquals(List.of(changed), ledger().all());
    }

    @Test
    void aChangeIsAppliedToTheCurrentRecord() throws Exception {
        FileLedger ledger = ledger();
        ledger.add(keyRecord("one", ORIGIN, NOW));
        int writers = 8;
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        for (int i = 0; i < writers * 5; i++) {
            pool.submit(() -> ledger.update("one", current -> current.failed("again", NOW)));
        }
        pool.shutdown();
        assertTrue(pool.awaitTermination(20, TimeUnit.SECONDS));

        assertEquals(2 + writers * 5, ledger.get("one").orElseThrow().attempts());
    }

    @Test
    void noChangeWritesNothing() throws IOException {
        FileLedger ledger = ledger();
        KeyRecord written = keyRecord("one", ORIGIN, NOW);
        ledger.add(written);
        Files.delete(home.resolve("fal-keys/one.json"));

        assertEquals(Optional.of(written), ledger.update("one", current -> current));
        assertEquals(List.of(), files());
    }

    @Test
    void aMissingRecordIsNotChanged() throws IOException {
        assertTrue(ledger().update("one", current -> current.failed("x", NOW)).isEmpty());
        assertEquals(List.of(), files());
    }

    @Test
    void noRecordReturnsToAnEarlierState() throws IOException {
        FileLedger ledger = ledger();
        ledger.add(keyRecord("one", ORIGIN, NOW));
        ledger.update("one", current -> current.in(KeyState.DELETED, NOW));

        assertThrows(
                IllegalStateException.class, () -> ledger.update("one", current -> current.in(KeyState.ACTIVE, NOW)));
        assertEquals(KeyState.DELETED, ledger.get("one").orElseThrow().state());
        assertEquals(KeyState.DELETED, ledger().get("one").orElseThrow().state());
    }

    @Test
    void noRecordIsAddedTwice() throws IOException {
        FileLedger ledger = ledger();
        ledger.add(keyRecord("one", ORIGIN, NOW));

        assertThrows(IllegalStateException.class, () -> ledger.add(keyRecord("one", ORIGIN, NOW.plusSeconds(1))));
        assertEquals(NOW, ledger().get("one").orElseThrow().writtenAt());
    }

    @Test
    void removesARecordOnlyIfItIsAsExpected() throws IOException {
        FileLedger ledger = ledger();
        ledger.add(keyRecord("one", ORIGIN, NOW));

        ledger.remove("one", keyRecord -> keyRecord.state() == KeyState.DELETED);
        assertEquals(List.of("one.json"), files());
        ledger.remove("one", keyRecord -> keyRecord.state() == KeyState.ACTIVE);

        assertTrue(ledger.get("one").isEmpty());
        assertEquals(List.of(), ledger.ofRun(ORIGIN.run()));
        assertEquals(List.of(), files());
    }

    @Test
    void dropsOldRecordsWhileLoading() throws IOException {
        ledger().add(keyRecord("old", ORIGIN, NOW));
        ledger().add(keyRecord("young", ORIGIN, NOW));

        FileLedger ledger = new FileLedger(home.resolve("fal-keys"), new SyncedFiles());
        assertFalse(ledger.loaded().isDone());
        ledger.load(keyRecord -> keyRecord.id().equals("old"));

        assertTrue(ledger.loaded().isDone());
        assertEquals(List.of("young"), ledger.all().stream().map(KeyRecord::id).toList());
        assertEquals(List.of("young.json"), files());
    }

    @Test
    void findsRecordsByTheirCurrentValues() throws IOException {
        FileLedger ledger = ledger();
        ledger.add(keyRecord("one", ORIGIN, NOW));
        for (int round = 0; round < 2; round++) {
            assertEquals(1, ledger.ofRun("team/job#7").size());
            assertEquals(1, ledger.ofOwner("owner-id").size());
            assertEquals(1, ledger.ofCredential(new Target("team", "key")).size());
            assertEquals(1, ledger.ofCredentialsId("key").size());
            assertEquals(1, ledger.ofItem("team").size());
            assertEquals(1, ledger.ofKey("key-id").size());
            assertEquals(1, ledger.inState(KeyState.ACTIVE).size());
            ledger = ledger();
        }

        ledger.update(
                "one",
                current -> current.renamed("team/job", "crew/job")
                        .renamed("team", "crew")
                        .in(KeyState.DELETING, NOW)
                        .ownedBy(null));

        assertEquals(List.of(), ledger.ofRun("team/job#7"));
        assertEquals(1, ledger.ofRun("crew/job#7").size());
        assertEquals(List.of(), ledger.ofOwner("owner-id"));
        assertEquals(List.of(), ledger.ofCredential(new Target("team", "key")));
        assertEquals(1, ledger.ofCredential(new Target("crew", "key")).size());
        assertEquals(List.of(), ledger.ofItem("team"));
        assertEquals(1, ledger.ofItem("crew").size());
        assertEquals(List.of(), ledger.inState(KeyState.ACTIVE));
        assertEquals(1, ledger.inState(KeyState.DELETING).size());
    }

    @Test
    void findsTheKeysDeletedSinceATime() throws IOException {
        FileLedger ledger = ledger();
        for (String id : List.of("early", "late", "live")) {
            ledger.add(keyRecord(id, ORIGIN, NOW));
            ledger.update(id, current -> current.in(KeyState.DELETING, NOW));
        }
        ledger.update("early", current -> current.in(KeyState.DELETED, NOW));
        ledger.update("late", current -> current.in(KeyState.DELETED, NOW.plusSeconds(60)));
        for (int round = 0; round < 2; round++) {
            assertEquals(List.of("early", "late"), ids(ledger.deletedSince(NOW)));
            assertEquals(List.of("late"), ids(ledger.deletedSince(NOW.plusSeconds(1))));
            assertEquals(List.of(), ledger.deletedSince(NOW.plusSeconds(61)));
            ledger = ledger();
        }

        ledger.update("late", current -> current.costing(null));
        assertNull(ledger.deletedSince(NOW.plusSeconds(60)).get(0).cost(), "the current cost");
        ledger.remove("late", keyRecord -> true);
        assertEquals(List.of("early"), ids(ledger.deletedSince(NOW)));
    }

    private static List<String> ids(List<KeyRecord> records) {
        return records.stream().map(KeyRecord::id).sorted().toList();
    }

    @Test
    void listsTheOldestFirst() throws IOException {
        FileLedger ledger = ledger();
        KeyRecord young = keyRecord("a", ORIGIN, NOW.plusSeconds(1));
        KeyRecord old = keyRecord("b", ORIGIN, NOW);
        ledger.add(young);
        ledger.add(old);

        assertEquals(List.of(old, young), ledger().all());
    }

    @Test
    void findsTheNewestRecordOfAStep() throws IOException {
        FileLedger ledger = ledger();
        ledger.add(keyRecord("old", ORIGIN, NOW));
        ledger.add(keyRecord("new", ORIGIN, NOW.plusSeconds(1)));
        ledger.add(keyRecord("other", new Origin("team/job#7", 1, "13", "team/job"), NOW.plusSeconds(2)));

        assertEquals("new", ledger.latest(ORIGIN).orElseThrow().id());
        assertTrue(ledger.latest(new Origin("team/job#8", 1, "12", "team/job")).isEmpty());
        assertTrue(
                ledger.latest(new Origin("team/job#7", 2, "12", "team/job")).isEmpty(),
                "a run of a recreated job is a different run");
    }

    @Test
    void skipsAFileThatCannotBeReadAndKeepsIt() throws IOException {
        ledger().add(keyRecord("one", ORIGIN, NOW));
        write("broken.json", "{\"id\": ");
        write("other.json", "[1, 2]");
        write("null.json", "null");
        write("empty.json", "{}");

        assertEquals(1, quietly().all().size());
        assertEquals(List.of("broken.json", "empty.json", "null.json", "one.json", "other.json"), files());
    }

    @Test
    void ignoresFilesLeftBehindByACrash() throws IOException {
        ledger().add(keyRecord("one", ORIGIN, NOW));
        write("one.json-atomic123.tmp", "{\"id\": ");

        assertEquals(1, ledger().all().size());
        assertEquals(List.of("one.json"), files());
    }

    @Test
    void toleratesFilesOfALaterVersion() throws IOException {
        ledger().add(keyRecord("one", ORIGIN, NOW));
        Path file = home.resolve("fal-keys/one.json");
        Files.writeString(
                file, Files.readString(file).replace("{", "{\"new\":1,").replace("\"new\":1,}", "\"new\":1}"));

        assertEquals(keyRecord("one", ORIGIN, NOW), ledger().get("one").orElseThrow());
    }

    @Test
    void aFailedWriteChangesNothing() throws IOException {
        ledger().add(keyRecord("one", ORIGIN, NOW));
        FileLedger ledger = new FileLedger(home.resolve("fal-keys"), (file, text) -> {
            throw new IOException("No space left on device");
        });
        ledger.load(keyRecord -> false);

        assertThrows(IOException.class, () -> ledger.update("one", current -> current.in(KeyState.DELETED, NOW)));
        assertThrows(IOException.class, () -> ledger.add(keyRecord("two", ORIGIN, NOW)));
        assertEquals(List.of(keyRecord("one", ORIGIN, NOW)), ledger.all());
        assertEquals(List.of(keyRecord("one", ORIGIN, NOW)), ledger().all());
    }

    /** This happens, for example, if the folder cannot be synced after the file was moved into place. */
    @Test
    void aChangeReportedAsFailedDoesNotCountAfterARestart() throws IOException {
        AtomicBoolean fails = new AtomicBoolean();
        FileLedger ledger = new FileLedger(home.resolve("fal-keys"), (file, text) -> {
            new SyncedFiles().write(file, text);
            if (fails.get()) {
                throw new IOException("Input/output error");
            }
        });
        ledger.load(keyRecord -> false);
        ledger.add(keyRecord("one", ORIGIN, NOW));
        fails.set(true);
        assertThrows(IOException.class, () -> ledger.update("one", current -> current.in(KeyState.DELETED, NOW)));
        assertThrows(IOException.class, () -> ledger.add(keyRecord("two", ORIGIN, NOW)));
        assertThrows(IOException.class, ledger::repair);
        fails.set(false);

        ledger.repair();

        assertEquals(List.of(keyRecord("one", ORIGIN, NOW)), ledger().all());
    }

    @Test
    void aRecordOfAnEarlierVersionIsRead() throws IOException {
        ledger();
        write("old.json", """
                {"id": "old", "alias": "Key", "state": "ACTIVE", "keyId": "key-id",
                 "origin": {"run": "team/job#7", "started": 1, "node": "3", "job": "team/job"},
                 "target": {"store": "team", "credentialsId": "fal-key"},
                 "admin": {"credentialsId": "fal-admin", "context": "", "keyId": "other"},
                 "search": {"looks": 1, "candidates": []},
                 "writtenAt": "2026-01-02T03:04:05Z", "changedAt": "2026-01-02T03:04:05Z"}
                """);

        KeyRecord read = ledger().get("old").orElseThrow();
        assertEquals(KeyRecord.Kind.STORED, read.kind());
        assertNull(read.owner());
        assertNull(read.account());
        assertNull(read.search().problem());
    }

    /** The copy may be a manual backup, or come from a backup tool. */
    @Test
    void aCopyOfAFileIsNotARecord() throws IOException {
        ledger().add(keyRecord("one", ORIGIN, NOW));
        String old = Files.readString(home.resolve("fal-keys/one.json"));
        ledger().update("one", current -> current.in(KeyState.DELETING, NOW));
        for (String copy : List.of("0.json", "one (1).json", "one~.json", "zzz.json")) {
            write(copy, old);
        }

        FileLedger read = quietly();

        assertEquals(1, read.all().size());
        assertEquals(KeyState.DELETING, read.get("one").orElseThrow().state());
    }

    /** Otherwise everybody would wait for the records until Jenkins is restarted. */
    @Test
    void anErrorWhileTheyAreReadEndsTheWaitForTheRecords() throws IOException {
        ledger().add(keyRecord("one", ORIGIN, NOW));
        FileLedger ledger = new FileLedger(home.resolve("fal-keys"), new SyncedFiles());

        inSilence(() -> ledger.load(keyRecord -> {
            throw new LinkageError("by the test");
        }));

        assertTrue(ledger.loaded().isCompletedExceptionally());
    }
}
