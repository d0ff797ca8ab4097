package io.jenkins.plugins.falkeys.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.listeners.ItemListener;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Has the allowed folders follow the folders themselves, so that none inherits the admin key through a name, and the
 * folders of managed keys. */
@Extension
@Restricted(NoExternalUse.class)
public final class AllowedFoldersListener extends ItemListener {

    @Override
    public void onLocationChanged(@NonNull Item item, @NonNull String oldFullName, @NonNull String newFullName) {
        FalKeysConfiguration.get().changeAllowedFolders(folders -> folders.moved(oldFullName, newFullName));
        FalKeysConfiguration.get().moveManagedKeys(oldFullName, newFullName);
    }

    @Override
    public void onDeleted(@NonNull Item item) {
        FalKeysConfiguration.get().changeAllowedFolders(folders -> folders.without(item.getFullName()));
    }
}
