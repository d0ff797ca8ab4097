package io.jenkins.plugins.falkeys.config;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/**
 * What counts at a place in the tree of folders: what the nearest folder sets, field by field, and last the controller.
 * Where the administrator does not let folders override, they set nothing.
 */
public final class FolderSettings {

    private final List<AbstractFolder<?>> fromNearest;

    private FolderSettings(List<AbstractFolder<?>> fromNearest) {
        this.fromNearest = fromNearest;
    }

    /** For an item; null is the controller itself. */
    public static FolderSettings at(@CheckForNull Item item) {
        return new FolderSettings(Stream.iterate(
                        item, Objects::nonNull, place -> place.getParent() instanceof Item parent ? parent : null)
                .filter(AbstractFolder.class::isInstance)
                .<AbstractFolder<?>>map(AbstractFolder.class::cast)
                .toList());
    }

    /** For the item of this full name, whoever asks. Where there is none, the controller's settings count. */
    public static FolderSettings of(String fullName) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return at(Jenkins.get().getItemByFullName(fullName));
        }
    }

    private Stream<FalKeysFolderProperty> properties() {
        return FalKeysConfiguration.get().isFoldersMayOverride()
                ? fromNearest.stream()
                        .map(folder -> folder.getProperties().get(FalKeysFolderProperty.class))
                        .filter(Objects::nonNull)
                : Stream.empty();
    }

    /** The nearest folder that has an admin key of its own; empty when the controller's serves. */
    public Optional<FalKeysFolderProperty> withAdminKey() {
        return properties()
                .filter(folder -> folder.getAdminCredentialsId() != null)
                .findFirst();
    }

    /** What aliases must begin with. */
    public AliasPrefix aliasPrefix() {
        return properties()
                .filter(folder -> folder.getAliasPrefix() != null)
                .findFirst()
                .map(folder -> new AliasPrefix(
                        folder.getAliasPrefix(), Messages.FolderSettings_aliasPrefixOfFolder(folder.folder())))
                .orElseGet(() -> new AliasPrefix(
                        FalKeysConfiguration.get().getAliasPrefix(), Messages.FolderSettings_aliasPrefix()));
    }

    /** Which of the keys that are stored at this place the jobs below may manage. */
    public JobsMayManage jobsMayManage() {
        return properties()
                .map(FalKeysFolderProperty::getJobsMayManage)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> FalKeysConfiguration.get().getJobsMayManage());
    }

    /** Full names of the folders whose keys each job below may manage. The root store is shared with nobody. */
    public Set<String> foldersThatShareKeys() {
        return fromNearest.stream()
                .filter(folder -> at(folder).jobsMayManage() == JobsMayManage.ALL_KEYS)
                .map(AbstractFolder::getFullName)
                .collect(Collectors.toSet());
    }
}
