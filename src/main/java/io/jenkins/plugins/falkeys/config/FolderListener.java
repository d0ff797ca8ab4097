package io.jenkins.plugins.falkeys.config;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.listeners.ItemListener;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Updates the allowed folders and the folders of managed keys when a folder is renamed, moved or deleted, so that no
 * other folder gets a key, or the use of the admin key, because it has the old name.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class FolderListener extends ItemListener {

    private static final Logger LOGGER = Logger.getLogger(FolderListener.class.getName());

    @Override
    public void onLocationChanged(@NonNull Item item, @NonNull String oldFullName, @NonNull String newFullName) {
        FalKeysConfiguration.get().changeAllowedFolders(folders -> folders.moved(oldFullName, newFullName));
        FalKeysConfiguration.get().moveManagedKeys(oldFullName, newFullName);
        if (item instanceof AbstractFolder<?> folder) {
            moveManagedKeys(folder, oldFullName, newFullName);
        }
    }

    private static void moveManagedKeys(AbstractFolder<?> folder, String oldFullName, String newFullName) {
        FalKeysFolderProperty property = folder.getProperties().get(FalKeysFolderProperty.class);
        if (property != null) {
            try {
                property.moveManagedKeys(oldFullName, newFullName);
            } catch (IOException e) {
                LOGGER.log(
                        Level.WARNING,
                        e,
                        () -> "The managed keys of " + newFullName + " still have its old name on disk");
            }
        }
    }

    @Override
    public void onDeleted(@NonNull Item item) {
        FalKeysConfiguration.get().changeAllowedFolders(folders -> folders.without(item.getFullName()));
        FalKeysConfiguration.get().removeManagedKeys(item.getFullName());
    }
}
