package io.jenkins.plugins.falkeys.controller;

import hudson.util.AtomicFileWriter;
import io.jenkins.plugins.falkeys.ledger.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes files the way Jenkins writes its own: atomically, and with a durable directory entry, on Windows as well. */
final class AtomicFiles implements DurableFiles {

    @Override
    public void write(Path file, String text) throws IOException {
        AtomicFileWriter writer = new AtomicFileWriter(file, StandardCharsets.UTF_8);
        try (writer) {
            writer.write(text);
            writer.commit();
        } finally {
            writer.abort();
        }
    }
}
