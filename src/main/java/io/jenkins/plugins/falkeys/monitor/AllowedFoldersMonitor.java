package io.jenkins.plugins.falkeys.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Reports allowed folders that do not exist: whoever creates such a folder gets to use the admin key. */
@Extension
@Restricted(NoExternalUse.class)
public final class AllowedFoldersMonitor extends AdministrativeMonitor {

    @Override
    public String getDisplayName() {
        return Messages.AllowedFoldersMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return !getEntries().isEmpty();
    }

    /** The entries that are not the full name of a folder. */
    public List<String> getEntries() {
        return FalKeysConfiguration.get().unknownAllowedFolders();
    }
}
