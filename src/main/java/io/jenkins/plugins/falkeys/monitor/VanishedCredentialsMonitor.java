package io.jenkins.plugins.falkeys.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Reports live keys whose credential is gone, for example after a reload of Configuration as Code, or after a folder
 * was deleted.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class VanishedCredentialsMonitor extends AdministrativeMonitor {

    @Override
    public String getDisplayName() {
        return Messages.VanishedCredentialsMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return !getKeys().isEmpty();
    }

    /** Their records, as of the last sweep. */
    public List<KeyRecord> getKeys() {
        return FalKeys.get().keys().upkeep().vanished();
    }
}
