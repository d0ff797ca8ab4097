package io.jenkins.plugins.falkeys.controller;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.ledger.SyncedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import jenkins.model.Jenkins;
import org.apache.commons.io.FileUtils;

/** The records of this controller on disk. */
final class Records {

    /** So late that no sweep has anything to do. */
    private static final String LATER = "2099-01-01T00:00:00Z";

    private Records() {}

    /** The records as they are on disk at this moment, whatever the engine has in memory. */
    static List<KeyRecord> onDisk() throws IOException {
        if (!Files.exists(folder())) {
            return List.of(); // it is made with the first record
        }
        Path copy = Files.createTempDirectory("fal-keys");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(), "*.json")) {
            for (Path file : files) {
                copy(file, copy);
            }
            return SyncedFiles.ledger(copy).all();
        } finally {
            FileUtils.deleteDirectory(copy.toFile());
        }
    }

    private static void copy(Path file, Path folder) throws IOException {
        try {
            Files.copy(file, folder.resolve(file.getFileName()));
        } catch (NoSuchFileException e) {
            // forgotten meanwhile
        }
    }

    private static Path folder() {
        return Jenkins.get().getRootDir().toPath().resolve("fal-keys");
    }

    /**
     * Writes records as an earlier Jenkins would have left them, with each state in turn. They are read after a restart.
     */
    static void write(int count) throws Exception {
        String[] states = {"ACTIVE", "DELETED", "ACTIVE", "DELETING", "UNRESOLVED"};
        Path folder = Files.createDirectories(folder());
        for (int i = 0; i < count; i++) {
            write(folder, i, states[i % states.length]);
        }
    }

    private static void write(Path folder, int number, String state) throws Exception {
        String id = UUID.randomUUID().toString();
        String time = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(number).toString();
        String json = """
                {"id": "%s", "alias": "Key %05d", "state": "%s", "keyId": "key-%05d",
                 "origin": {"run": "team/job#%d", "started": 1, "node": "3", "job": "team/job"},
                 "target": {"store": "team", "credentialsId": "fal-key-%05d"},
                 "admin": {"credentialsId": "fal-admin", "context": "", "keyId": "other"},
                 "writtenAt": "%s", "createdAt": "%s", "changedAt": "%s", "notBefore": "%s"}
                """.formatted(id, number, state, number, number, number, time, time, LATER, LATER);
        Files.write(folder.resolve(id + ".json"), json.getBytes(StandardCharsets.UTF_8));
    }
}
