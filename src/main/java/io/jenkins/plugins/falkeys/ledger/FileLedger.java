package io.jenkins.plugins.falkeys.ledger;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.falkeys.engine.port.Ledger;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/** Stores each record in a small JSON file, and keeps all of them in memory. */
public final class FileLedger implements Ledger {

    private static final Logger LOGGER = Logger.getLogger(FileLedger.class.getName());
    private static final String SUFFIX = ".json";

    /** Part of the names of the temporary files that a crash may leave behind. */
    private static final String TEMPORARY = SUFFIX + "-";

    private static final int LOCKS = 64;
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final RecordFiles files;
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();
    private final RecordIndex records = new RecordIndex();

    /** The IDs of records whose last write failed, so that it is unknown which version is on disk. */
    private final Set<String> doubtful = ConcurrentHashMap.newKeySet();

    /** Striped locks for writing records. Two records may share a lock, which costs only a short wait. */
    private final List<Object> locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new Object()).toList();

    /**
     * @param folder need not exist yet
     */
    public FileLedger(Path folder, DurableFiles files) {
        this(new RecordFolder(folder, files));
    }

    public FileLedger(RecordFiles files) {
        this.files = files;
    }

    /**
     * Loads the records, which takes a while if there are many. A file that cannot be read is logged, and left where it
     * is.
     *
     * @param forgettable tells whether a record may be forgotten
     */
    public void load(Predicate<KeyRecord> forgettable) {
        try {
            files.list(name -> load(name, forgettable));
            loaded.complete(null);
        } catch (IOException | RuntimeException | Error e) {
            LOGGER.log(Level.SEVERE, e, () -> "The records of fal API keys cannot be read: " + files);
            loaded.completeExceptionally(e);
        }
    }

    private void load(String name, Predicate<KeyRecord> forgettable) {
        try {
            if (name.contains(TEMPORARY)) {
                files.delete(name);
            } else if (name.endsWith(SUFFIX)) {
                KeyRecord keyRecord = read(name);
                if (forgettable.test(keyRecord)) {
                    files.delete(name);
                } else {
                    records.put(keyRecord);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "Skipping a record of a fal API key that cannot be read: " + name);
        }
    }

    private KeyRecord read(String name) throws IOException {
        KeyRecord keyRecord = JSON.readValue(files.read(name), KeyRecord.class);
        if (keyRecord == null) {
            throw new IOException("There is no record in it");
        }
        if (!file(keyRecord.id()).equals(name)) {
            // It may be older than the record itself, and would take its place.
            throw new IOException("It is a copy of the record " + keyRecord.id());
        }
        return keyRecord;
    }

    @Override
    public CompletableFuture<Void> loaded() {
        return loaded;
    }

    @Override
    public void add(KeyRecord keyRecord) throws IOException {
        synchronized (lock(keyRecord.id())) {
            if (records.get(keyRecord.id()).isPresent()) {
                throw new IllegalStateException("There is a record " + keyRecord.id());
            }
            write(keyRecord);
        }
    }

    @Override
    public Optional<KeyRecord> update(String id, UnaryOperator<KeyRecord> change) throws IOException {
        synchronized (lock(id)) {
            Optional<KeyRecord> current = records.get(id);
            if (current.isEmpty()) {
                return current;
            }
            KeyRecord changed = change.apply(current.get());
            if (changed.equals(current.get())) {
                return current;
            }
            if (!current.get().state().mayBecome(changed.state())) {
                throw new IllegalStateException(
                        "The record " + id + " is " + current.get().state() + ", and cannot be " + changed.state());
            }
            write(changed);
            return Optional.of(changed);
        }
    }

    private void write(KeyRecord keyRecord) throws IOException {
        doubtful.add(keyRecord.id());
        files.write(file(keyRecord.id()), json(keyRecord));
        doubtful.remove(keyRecord.id());
        records.put(keyRecord);
    }

    @Override
    public void repair() throws IOException {
        for (String id : doubtful) {
            synchronized (lock(id)) {
                if (doubtful.contains(id)) {
                    Optional<KeyRecord> current = records.get(id);
                    if (current.isPresent()) {
                        files.write(file(id), json(current.get()));
                    } else {
                        files.delete(file(id));
                    }
                    doubtful.remove(id);
                }
            }
        }
    }

    private static String json(KeyRecord keyRecord) {
        try {
            return JSON.writeValueAsString(keyRecord);
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void remove(String id, Predicate<KeyRecord> condition) throws IOException {
        synchronized (lock(id)) {
            Optional<KeyRecord> current = records.get(id).filter(condition);
            if (current.isPresent()) {
                files.delete(file(id));
                records.remove(current.get());
            }
        }
    }

    private static String file(String id) {
        return id + SUFFIX;
    }

    private Object lock(String id) {
        return locks.get(Math.floorMod(id.hashCode(), LOCKS));
    }

    @Override
    public Optional<KeyRecord> get(String id) {
        return records.get(id);
    }

    @Override
    public Optional<KeyRecord> latest(Origin origin) {
        return records.latest(origin);
    }

    @Override
    public List<KeyRecord> ofRun(String run) {
        return records.ofRun(run);
    }

    @Override
    public List<KeyRecord> ofOwner(String ownerId) {
        return records.ofOwner(ownerId);
    }

    @Override
    public List<KeyRecord> ofCredential(Target target) {
        return records.ofCredential(target);
    }

    @Override
    public List<KeyRecord> ofCredentialsId(String credentialsId) {
        return records.ofCredentialsId(credentialsId);
    }

    @Override
    public List<KeyRecord> ofItem(String fullName) {
        return records.ofItem(fullName);
    }

    @Override
    public List<KeyRecord> ofKey(String keyId) {
        return records.ofKey(keyId);
    }

    @Override
    public List<KeyRecord> inState(KeyState state) {
        return records.inState(state);
    }

    @Override
    public List<KeyRecord> deletedSince(Instant time) {
        return records.deletedSince(time);
    }

    @Override
    public int count(KeyState state) {
        return records.count(state);
    }

    @Override
    public List<KeyRecord> all() {
        return records.all();
    }
}
