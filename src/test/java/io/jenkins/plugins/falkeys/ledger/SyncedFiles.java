package io.jenkins.plugins.falkeys.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files atomically, as the controller does. */
public final class SyncedFiles implements DurableFiles {

    /** A ledger for that folder, with its records loaded. */
    public static FileLedger ledger(Path folder) {
        FileLedger ledger = new FileLedger(folder, new SyncedFiles());
        ledger.load(keyRecord -> false);
        return ledger;
    }

    @Override
    public void write(Path file, String text) throws IOException {
        Path half = Files.createTempFile(file.getParent(), file.getFileName() + "-", ".tmp");
        try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
