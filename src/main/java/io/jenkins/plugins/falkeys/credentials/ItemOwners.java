package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.computed.ComputedFolder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.AtomicFileWriter;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.Owners;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMNavigatorOwner;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;

/**
 * The items that keys belong to. An item is identified by an ID in a separate file in its folder. The file moves with
 * the item and is deleted with it, but is not copied with its configuration. So another item of the same name, earlier
 * or later, is a different owner.
 */
public final class ItemOwners implements Owners {

    private static final Logger LOGGER = Logger.getLogger(ItemOwners.class.getName());
    private static final String FILE = "fal-keys-owner";

    private static final Owner CONTROLLER = Owner.ofList("controller", "");

    @Override
    @CheckForNull
    public Owner of(Origin origin) throws KeyException {
        if (origin.byPerson()) {
            return null;
        }
        if (origin.byList()) {
            return origin.job().isEmpty() ? CONTROLLER : ofList(origin.job());
        }
        Item item = owner(Jobs.job(origin));
        try {
            return new Owner(id(item), item.getFullName());
        } catch (IOException e) {
            throw new KeyException(
                    Messages.ItemOwners_noFile(item.getFullName(), e.getClass().getSimpleName()));
        }
    }

    private static Owner ofList(String fullName) throws KeyException {
        AbstractFolder<?> folder = folder(fullName);
        if (folder == null) {
            throw new KeyException(Messages.FolderStores_folderGone(fullName));
        }
        try {
            return Owner.ofList(id(folder), folder.getFullName());
        } catch (IOException e) {
            throw new KeyException(Messages.ItemOwners_noFile(
                    folder.getFullName(), e.getClass().getSimpleName()));
        }
    }

    @CheckForNull
    private static AbstractFolder<?> folder(String fullName) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return Jenkins.get().getItemByFullName(fullName, AbstractFolder.class);
        }
    }

    @Override
    public boolean isChangeRequest(Origin origin) throws KeyException {
        return SCMHead.HeadByItem.findHead(Jobs.job(origin)) instanceof ChangeRequestSCMHead;
    }

    @Override
    public Optional<Owner> named(String fullName) {
        return find(fullName).map(item -> {
            try {
                return new Owner(id(item), item.getFullName());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public List<Owner> find(Set<String> ids) {
        List<Owner> found = new ArrayList<>();
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            for (Item item : Jenkins.get().allItems(Item.class)) {
                known(item).filter(owner -> ids.contains(owner.id())).ifPresent(found::add);
            }
        }
        return found;
    }

    @Override
    public boolean exists(Owner owner) {
        if (owner.equals(CONTROLLER)) {
            return true;
        }
        Item item = owner.hasList() ? folder(owner.name()) : find(owner.name()).orElse(null);
        return item != null && known(item).filter(owner::equals).isPresent();
    }

    /** The item as an owner; empty if it has never owned a key, or if that cannot be read now. */
    private static Optional<Owner> known(Item item) {
        try {
            return read(file(item))
                    .map(id -> owns(item) ? new Owner(id, item.getFullName()) : Owner.ofList(id, item.getFullName()));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Cannot read " + file(item));
            return Optional.empty();
        }
    }

    /**
     * Jobs own keys, and so do projects that generate jobs. A generated job does not, nor does an organization folder,
     * whose projects do.
     */
    private static Optional<Item> find(String fullName) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            Item item = Jenkins.get().getItemByFullName(fullName);
            return owns(item) ? Optional.of(item) : Optional.empty();
        }
    }

    private static boolean owns(@CheckForNull Item item) {
        return item instanceof Job<?, ?> job
                ? owner(job) == job
                : item instanceof ComputedFolder<?> && !(item instanceof SCMNavigatorOwner);
    }

    private static Path file(Item item) {
        return item.getRootDir().toPath().resolve(FILE);
    }

    private static Optional<String> read(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    /** The job, or the project that generated it. */
    static Item owner(Job<?, ?> job) {
        return job.getParent() instanceof ComputedFolder<?> project ? project : job;
    }

    /**
     * The ID of the item, which gets one if it has none yet.
     *
     * @throws IOException also if the item has an ID that cannot be read: with a new one it would lose its keys
     */
    private static synchronized String id(Item item) throws IOException {
        Path file = file(item);
        Optional<String> found = read(file);
        if (found.isPresent()) {
            return found.get();
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
