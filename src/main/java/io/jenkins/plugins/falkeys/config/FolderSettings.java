package io.jenkins.plugins.falkeys.config;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.model.ModifiableTopLevelItemGroup;

/**
 * What counts at a place in the tree of folders. Where no folder says anything, the controller's settings count. The
 * topmost folder that says something replaces the controller's setting, and folders below it can only tighten
 * what it says. The admin key is that of the nearest folder that has one. Where the administrator does not let folders
 * override, they say nothing.
 */
public final class FolderSettings {

    private final List<AbstractFolder<?>> fromNearest;

    private FolderSettings(List<AbstractFolder<?>> fromNearest) {
        this.fromNearest = fromNearest;
    }

    /** For an item, which may be a folder; null is the controller itself. */
    public static FolderSettings at(@CheckForNull Item item) {
        return new FolderSettings(Stream.iterate(item, Objects::nonNull, FolderSettings::parent)
                .filter(AbstractFolder.class::isInstance)
                .<AbstractFolder<?>>map(AbstractFolder.class::cast)
                .toList());
    }

    /** For the place that an item is in, without what the item itself says if it is a folder. */
    static FolderSettings above(Item item) {
        return at(parent(item));
    }

    @CheckForNull
    private static Item parent(Item item) {
        return item.getParent() instanceof Item parent ? parent : null;
    }

    /** For the item of this full name, whoever asks. Where there is none, the controller's settings count. */
    public static FolderSettings of(String fullName) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return at(Jenkins.get().getItemByFullName(fullName));
        }
    }

    /** The admin keys that folders name, whether folders may override or not. */
    public static List<AdminReference> adminKeys() {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return Jenkins.get().getAllItems(AbstractFolder.class).stream()
                    .flatMap(folder -> Said.by(folder).stream())
                    .flatMap(said -> said.adminKey().stream())
                    .toList();
        }
    }

    /** The keys that folders say must exist, if what folders say counts. */
    static List<ManagedEntry> managedKeys() {
        if (!FalKeysConfiguration.get().isFoldersMayOverride()) {
            return List.of();
        }
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return Jenkins.get().getAllItems(AbstractFolder.class).stream()
                    .filter(FolderSettings::storesKeys)
                    .flatMap(folder -> Said.by(folder).stream())
                    .flatMap(said -> said.property().getManagedKeys().stream()
                            .map(key -> key.entry(said.folder().getFullName())))
                    .toList();
        }
    }

    /** Whether keys are stored in a folder: users add items to it, which they don't to a multibranch project. */
    static boolean storesKeys(AbstractFolder<?> folder) {
        return folder instanceof ModifiableTopLevelItemGroup;
    }

    /** What a folder says itself. */
    private record Said(AbstractFolder<?> folder, FalKeysFolderProperty property) {

        static Optional<Said> by(AbstractFolder<?> folder) {
            return Optional.ofNullable(folder.getProperties().get(FalKeysFolderProperty.class))
                    .map(property -> new Said(folder, property));
        }

        Optional<AdminReference> adminKey() {
            return Optional.ofNullable(property.getAdminCredentialsId())
                    .map(id -> new AdminReference(id, folder.getFullName(), ""));
        }

        Optional<AliasPrefix> aliasPrefix() {
            return Optional.ofNullable(property.getAliasPrefix())
                    .map(prefix ->
                            new AliasPrefix(prefix, Messages.FolderSettings_aliasPrefixOfFolder(folder.getFullName())));
        }

        /** Where no key can be stored there is nothing to manage. */
        boolean saysWhatJobsMayManage() {
            return property.getJobsMayManage() != null && storesKeys(folder);
        }
    }

    private Stream<Said> said() {
        return FalKeysConfiguration.get().isFoldersMayOverride()
                ? fromNearest.stream().flatMap(folder -> Said.by(folder).stream())
                : Stream.empty();
    }

    /** The admin key that the nearest folder names; empty when the controller's serves. */
    public Optional<AdminReference> adminKey() {
        return said().flatMap(said -> said.adminKey().stream()).findFirst();
    }

    /**
     * What aliases must begin with: with all that the folders say.
     *
     * @throws IllegalArgumentException when folders contradict each other; the message is for users
     */
    public AliasPrefix aliasPrefix() {
        return aliasPrefixOfFolders()
                .orElseGet(() -> new AliasPrefix(
                        FalKeysConfiguration.get().getAliasPrefix(), Messages.FolderSettings_aliasPrefix()));
    }

    /**
     * The same without the controller's.
     *
     * @return empty when no folder says anything
     * @throws IllegalArgumentException as above
     */
    Optional<AliasPrefix> aliasPrefixOfFolders() {
        return said().flatMap(said -> said.aliasPrefix().stream()).reduce(FolderSettings::both);
    }

    /** An alias that begins with the longer one begins with the shorter one, too, if there is such an alias at all. */
    private static AliasPrefix both(AliasPrefix below, AliasPrefix above) {
        if (below.value().startsWith(above.value())) {
            return below;
        }
        if (above.value().startsWith(below.value())) {
            return above;
        }
        throw new IllegalArgumentException(
                Messages.FolderSettings_contradiction(above.value(), above.setting(), below.value(), below.setting()));
    }

    /** Which of the keys that are stored at this place the jobs below may manage. */
    public JobsMayManage jobsMayManage() {
        return jobsMayManageOfFolders()
                .orElseGet(() -> FalKeysConfiguration.get().getJobsMayManage());
    }

    /** The same without the controller's; empty when no folder says anything. */
    Optional<JobsMayManage> jobsMayManageOfFolders() {
        return strictest().map(said -> said.property().getJobsMayManage());
    }

    /** Where that is set, in words for a user. */
    public String jobsMayManageSetting() {
        return strictest()
                .map(said -> Messages.FolderSettings_jobsMayManageOfFolder(
                        said.folder().getFullName()))
                .orElseGet(Messages::FolderSettings_jobsMayManage);
    }

    private Optional<Said> strictest() {
        return said().filter(Said::saysWhatJobsMayManage)
                .min(Comparator.comparing(said -> said.property().getJobsMayManage()));
    }

    /** Full names of the folders whose keys each job below may manage. The root store is shared with nobody. */
    public Set<String> foldersThatShareKeys() {
        return fromNearest.stream()
                .filter(folder -> storesKeys(folder) && at(folder).jobsMayManage() == JobsMayManage.ALL_KEYS)
                .map(AbstractFolder::getFullName)
                .collect(Collectors.toSet());
    }
}
