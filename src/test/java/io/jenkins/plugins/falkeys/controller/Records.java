package io.jenkins.plugins.falkeys.controller;

import hudson.model.Run;
import io.jenkins.plugins.falkeys.FalApiStub;
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

    /** Far enough in the future that a sweep has nothing to do. */
    private static final String LATER = "2099-01-01T00:00:00Z";

    private static final String[] STATES = {"ACTIVE", "DELETED", "ACTIVE", "DELETING", "UNRESOLVED"};

    private Records() {}

    /** The records that are on disk at this moment, whatever the engine has in memory. */
    static List<KeyRecord> onDisk() throws IOException {
        if (!Files.exists(folder())) {
            return List.of(); // created with the first record
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
            // dropped in the meantime
        }
    }

    private static Path folder() {
        return Jenkins.get().getRootDir().toPath().resolve("fal-keys");
    }

    /** Writes records as if they had been written earlier, with each state in turn. They are read after a restart. */
    static void write(int count) throws Exception {
        Path folder = Files.createDirectories(folder());
        for (int i = 0; i < count; i++) {
            write(folder, i, STATES[i % STATES.length], "team/job#" + i, 1);
        }
    }

    /** The same for keys minted by one run. */
    static void write(int count, Run<?, ?> run) throws Exception {
        Path folder = Files.createDirectories(folder());
        for (int i = 0; i < count; i++) {
            write(folder, i, STATES[i % STATES.length], run.getExternalizableId(), run.getTimeInMillis());
        }
    }

    /** The same for keys with one alias. */
    static void write(String alias, int count) throws Exception {
        Path folder = Files.createDirectories(folder());
        for (int i = 0; i < count; i++) {
            write(folder, i, STATES[i % STATES.length], "team/job#" + i, 1);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                Files.writeString(file, Files.readString(file).replaceAll("Key [0-9]{5}", alias));
            }
        }
    }

    /** Writes the record of a key that is in use in a block of a run. */
    static void writeBuildKey(String keyId, String run, long started) throws IOException {
        String id = UUID.randomUUID().toString();
        String now = Instant.now().toString();
        String adminKeyId = FalApiStub.ADMIN_KEY.substring(0, FalApiStub.ADMIN_KEY.indexOf(':'));
        String json = """
                {"id": "%s", "alias": "In a block", "state": "ACTIVE", "keyId": "%s",
                 "origin": {"run": "%s", "started": %d, "node": "3", "job": "team/job"},
                 "admin": {"credentialsId": "%s", "context": "", "keyId": "%s"},
                 "writtenAt": "%s", "createdAt": "%s", "changedAt": "%s"}
                """.formatted(id, keyId, run, started, Controllers.ADMIN_KEY, adminKeyId, now, now, now);
        Files.writeString(Files.createDirectories(folder()).resolve(id + ".json"), json);
    }

    /** Backdates all records. */
    static void age() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(), "*.json")) {
            for (Path file : files) {
                String text = Files.readString(file);
                Files.writeString(file, text.replaceAll("\"20[0-9-]{8}T[0-9:.]+Z\"", "\"2020-01-01T00:00:00Z\""));
            }
        }
    }

    /** Deletes all records, as if a backup without them had been restored. */
    static void lose() throws IOException {
        FileUtils.deleteDirectory(folder().toFile());
    }

    private static void write(Path folder, int number, String state, String run, long started) throws Exception {
        String id = UUID.randomUUID().toString();
        String time = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(number).toString();
        String json = """
                {"id": "%s", "alias": "Key %05d", "state": "%s", "keyId": "key-%05d",
                 "origin": {"run": "%s", "started": %d, "node": "3", "job": "team/job"},
                 "target": {"store": "team", "credentialsId": "fal-key-%05d"},
                 "admin": {"credentialsId": "fal-admin", "context": "", "keyId": "other"},
                 "writtenAt": "%s", "createdAt": "%s", "changedAt": "%s", "notBefore": "%s"}
                """.formatted(id, number, state, number, run, started, number, time, time, LATER, LATER);
        Files.write(folder.resolve(id + ".json"), json.getBytes(StandardCharsets.UTF_8));
    }
}
