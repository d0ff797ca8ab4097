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
 * The effective settings at one place in the tree of folders. By default they are the controller's. The topmost folder
 * with a setting overrides the controller's value, and folders below it can only tighten that. The admin key is the
 * exception: the nearest folder with one wins. Folder settings are ignored if the administrator does not let folders
 * override.
 */
public final class FolderSettings {

    private final List<AbstractFolder<?>> fromNearest;

    private FolderSettings(List<AbstractFolder<?>> fromNearest) {
        this.fromNearest = fromNearest;
    }

    /** The settings for an item, which may be a folder; null for the controller itself. */
    public static FolderSettings at(@CheckForNull Item item) {
        return new FolderSettings(Stream.iterate(item, Objects::nonNull, FolderSettings::parent)
                .filter(AbstractFolder.class::isInstance)
                .<AbstractFolder<?>>map(AbstractFolder.class::cast)
                .toList());
    }

    /** The settings around an item: if it is a folder, its own settings are left out. */
    static FolderSettings above(Item item) {
        return at(parent(item));
    }

    @CheckForNull
    private static Item parent(Item item) {
        return item.getParent() instanceof Item parent ? parent : null;
    }

    /**
     * The settings for the item of this full name, whatever the caller may see. If there is no such item, the
     * controller's.
     */
    public static FolderSettings of(String fullName) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return at(Jenkins.get().getItemByFullName(fullName));
        }
    }

    /** The admin keys that folders refer to, even if folders may not override. */
    public static List<AdminReference> adminKeys() {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return Jenkins.get().getAllItems(AbstractFolder.class).stream()
                    .flatMap(folder -> OwnSettings.by(folder).stream())
                    .flatMap(own -> own.adminKey().stream())
                    .toList();
        }
    }

    /** The managed keys of all folders; none if folders may not override. */
    static List<ManagedEntry> managedKeys() {
        if (!FalKeysConfiguration.get().isFoldersMayOverride()) {
            return List.of();
        }
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return Jenkins.get().getAllItems(AbstractFolder.class).stream()
                    .filter(FolderSettings::storesKeys)
                    .flatMap(folder -> OwnSettings.by(folder).stream())
                    .flatMap(own -> own.property().getManagedKeys().stream()
                            .map(key -> key.entry(own.folder().getFullName())))
                    .toList();
        }
    }

    /** Whether keys can be stored in a folder. That is where users can add items, so not in a multibranch project. */
    static boolean storesKeys(AbstractFolder<?> folder) {
        return folder instanceof ModifiableTopLevelItemGroup;
    }

    /** The settings of one folder by itself. */
    private record OwnSettings(AbstractFolder<?> folder, FalKeysFolderProperty property) {

        static Optional<OwnSettings> by(AbstractFolder<?> folder) {
            return Optional.ofNullable(folder.getProperties().get(FalKeysFolderProperty.class))
                    .map(property -> new OwnSettings(folder, property));
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

        /** Ignores the setting where no keys can be stored, since there is nothing to manage. */
        boolean setsJobsMayManage() {
            return property.getJobsMayManage() != null && storesKeys(folder);
        }
    }

    private Stream<OwnSettings> ownSettings() {
        return FalKeysConfiguration.get().isFoldersMayOverride()
                ? fromNearest.stream().flatMap(folder -> OwnSettings.by(folder).stream())
                : Stream.empty();
    }

    /** The admin key of the nearest folder that has one; empty if the controller's is used. */
    public Optional<AdminReference> adminKey() {
        return ownSettings().flatMap(own -> own.adminKey().stream()).findFirst();
    }

    /**
     * The prefix that aliases must begin with, which satisfies the settings of all folders above.
     *
     * @throws IllegalArgumentException if folders contradict each other; the message is for users
     */
    public AliasPrefix aliasPrefix() {
        return aliasPrefixOfFolders()
                .orElseGet(() -> new AliasPrefix(
                        FalKeysConfiguration.get().getAliasPrefix(), Messages.FolderSettings_aliasPrefix()));
    }

    /**
     * The same, without the controller's prefix.
     *
     * @return empty if no folder sets one
     * @throws IllegalArgumentException if folders contradict each other; the message is for users
     */
    Optional<AliasPrefix> aliasPrefixOfFolders() {
        return ownSettings().flatMap(own -> own.aliasPrefix().stream()).reduce(FolderSettings::both);
    }

    /** The longer prefix, if it begins with the shorter one. Otherwise no alias could have both. */
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

    /** Which keys stored at this place the jobs below may manage. */
    public JobsMayManage jobsMayManage() {
        return jobsMayManageOfFolders()
                .orElseGet(() -> FalKeysConfiguration.get().getJobsMayManage());
    }

    /** The same, without the controller's setting; empty if no folder sets it. */
    Optional<JobsMayManage> jobsMayManageOfFolders() {
        return strictest().map(own -> own.property().getJobsMayManage());
    }

    /** Where that is set, described for users. */
    public String jobsMayManageSetting() {
        return strictest()
                .map(own -> Messages.FolderSettings_jobsMayManageOfFolder(
                        own.folder().getFullName()))
                .orElseGet(Messages::FolderSettings_jobsMayManage);
    }

    private Optional<OwnSettings> strictest() {
        return ownSettings()
                .filter(OwnSettings::setsJobsMayManage)
                .min(Comparator.comparing(own -> own.property().getJobsMayManage()));
    }

    /**
     * Full names of the folders above whose keys every job below may manage. The root store is never shared like this.
     */
    public Set<String> foldersThatShareKeys() {
        return fromNearest.stream()
                .filter(folder -> storesKeys(folder) && at(folder).jobsMayManage() == JobsMayManage.ALL_KEYS)
                .map(AbstractFolder::getFullName)
                .collect(Collectors.toSet());
    }
}
