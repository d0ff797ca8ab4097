package io.jenkins.plugins.falkeys.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Shows live keys whose credential is gone, as after a reload of Configuration as Code or with a deleted folder. */
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

    /** Their records, as the reaper last found them. */
    public List<KeyRecord> getKeys() {
        return FalKeys.get().keys().upkeep().vanished();
    }
}
