package io.jenkins.plugins.falkeys.controller;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import jenkins.model.Jenkins;

/** Puts records into the ledger as an earlier Jenkins would have left them. To be read after a restart. */
final class Records {

    /** So late that no sweep has anything to do. */
    private static final String LATER = "2099-01-01T00:00:00Z";

    private Records() {}

    /** Writes records with the state that each number gives, in turn. */
    static void write(int count) throws Exception {
        String[] states = {"ACTIVE", "DELETED", "ACTIVE", "DELETING", "UNRESOLVED"};
        Path folder =
                Files.createDirectories(Jenkins.get().getRootDir().toPath().resolve("fal-keys"));
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
