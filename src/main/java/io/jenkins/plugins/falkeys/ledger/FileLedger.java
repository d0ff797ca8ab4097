package io.jenkins.plugins.falkeys.ledger;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.port.Ledger;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Keeps each record in a small JSON file of its own, and all of them in memory. */
public final class FileLedger implements Ledger {

    private static final Logger LOGGER = Logger.getLogger(FileLedger.class.getName());
    private static final String SUFFIX = ".json";
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final Path folder;
    private final RecordIndex records = new RecordIndex();

    /**
     * Reads the ledger in this folder, which need not exist yet. A file that cannot be read is left where it is, and
     * the log says so.
     *
     * @throws IOException when the folder itself cannot be read
     */
    public FileLedger(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(SUFFIX)).forEach(this::read);
        }
    }

    private void read(Path file) {
        try {
            KeyRecord keyRecord = JSON.readValue(Files.readAllBytes(file), KeyRecord.class);
            if (keyRecord == null) {
                throw new IOException("There is no record in it");
            }
            records.put(keyRecord);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Skipping a record of a fal API key that cannot be read: " + file);
        }
    }

    @Override
    public void put(KeyRecord keyRecord) throws IOException {
        byte[] json = bytes(keyRecord);
        synchronized (this) {
            Path temporary = file(keyRecord, ".tmp");
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer buffer = ByteBuffer.wrap(json);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(temporary, file(keyRecord, SUFFIX), StandardCopyOption.ATOMIC_MOVE);
            records.put(keyRecord);
        }
    }

    private static byte[] bytes(KeyRecord keyRecord) {
        try {
            return JSON.writeValueAsBytes(keyRecord);
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized void remove(KeyRecord keyRecord) throws IOException {
        Files.deleteIfExists(file(keyRecord, SUFFIX));
        records.remove(keyRecord);
    }

    private Path file(KeyRecord keyRecord, String suffix) {
        return folder.resolve(keyRecord.id() + suffix);
    }

    @Override
    public Optional<KeyRecord> get(String id) {
        return records.get(id);
    }

    @Override
    public Optional<KeyRecord> latest(Origin origin) {
        return records.ofRun(origin.run()).stream()
                .filter(keyRecord -> keyRecord.origin().equals(origin))
                .max(Comparator.comparing(KeyRecord::writtenAt));
    }

    @Override
    public List<KeyRecord> ofRun(String run) {
        return records.ofRun(run);
    }

    @Override
    public List<KeyRecord> all() {
        return records.all();
    }
}
