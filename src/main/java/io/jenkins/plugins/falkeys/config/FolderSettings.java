package io.jenkins.plugins.falkeys.config;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.falkeys.engine.AliasPrefix;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/**
 * What counts at a place in the tree of folders: what the nearest folder sets, field by field, and last the controller.
 * Where the administrator does not let folders override, they set nothing.
 */
public final class FolderSettings {

    private final List<FalKeysFolderProperty> fromNearest;

    private FolderSettings(@CheckForNull Item place) {
        fromNearest = FalKeysConfiguration.get().isFoldersMayOverride() ? propertiesAbove(place) : List.of();
    }

    /** For an item; null is the controller itself. */
    public static FolderSettings at(@CheckForNull Item item) {
        return new FolderSettings(item);
    }

    /** For the job of this full name, whoever asks. Where there is none, the controller's settings count. */
    public static FolderSettings ofJob(String fullName) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return at(Jenkins.get().getItemByFullName(fullName));
        }
    }

    private static List<FalKeysFolderProperty> propertiesAbove(@CheckForNull Item place) {
        return Stream.iterate(place, Objects::nonNull, item -> item.getParent() instanceof Item parent ? parent : null)
                .filter(AbstractFolder.class::isInstance)
                .map(item -> ((AbstractFolder<?>) item).getProperties().get(FalKeysFolderProperty.class))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The nearest folder that has an admin key of its own; empty when the controller's serves. */
    public Optional<FalKeysFolderProperty> withAdminKey() {
        return fromNearest.stream()
                .filter(folder -> folder.getAdminCredentialsId() != null)
                .findFirst();
    }

    /** What aliases must begin with. */
    public AliasPrefix aliasPrefix() {
        return fromNearest.stream()
                .filter(folder -> folder.getAliasPrefix() != null)
                .findFirst()
                .map(folder -> new AliasPrefix(
                        folder.getAliasPrefix(),
                        "folder '" + folder.folder() + "' » Configure » fal API keys » Alias prefix"))
                .orElseGet(() -> new AliasPrefix(
                        FalKeysConfiguration.get().getAliasPrefix(),
                        "Manage Jenkins » System » fal API keys » Alias prefix"));
    }

    /** The folders whose keys each job below may rotate and delete. */
    public Stream<FalKeysFolderProperty> thatShareKeys() {
        return fromNearest.stream().filter(FalKeysFolderProperty::isJobsManageKeys);
    }
}
