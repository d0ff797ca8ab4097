package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.hudson.plugins.folder.computed.ComputedFolder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.Job;
import hudson.util.AtomicFileWriter;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.Owners;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The items that keys belong to. What tells an item from all others, those of the same name that came before or will
 * come later included, is an ID in a file of its own in the item's folder: it moves with the item, goes with it, and is
 * not copied with its configuration.
 */
public final class ItemOwners implements Owners {

    private static final String FILE = "fal-keys-owner";

    @Override
    @CheckForNull
    public Owner of(Origin origin) throws KeyException {
        if (origin.byPerson()) {
            return null;
        }
        Item item = owner(Jobs.job(origin));
        try {
            return new Owner(id(item), item.getFullName());
        } catch (IOException e) {
            throw new KeyException(Messages.ItemOwners_noFile(
                    item.getFullName(), e.getClass().getSimpleName()));
        }
    }

    /** The job, or the project that generated it. */
    static Item owner(Job<?, ?> job) {
        return job.getParent() instanceof ComputedFolder<?> project ? project : job;
    }

    private static synchronized String id(Item item) throws IOException {
        Path file = item.getRootDir().toPath().resolve(FILE);
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        String id = UUID.randomUUID().toString();
        AtomicFileWriter writer = new AtomicFileWriter(file, StandardCharsets.UTF_8);
        try (writer) {
            writer.write(id);
            writer.commit();
        } finally {
            writer.abort();
        }
        return id;
    }
}
