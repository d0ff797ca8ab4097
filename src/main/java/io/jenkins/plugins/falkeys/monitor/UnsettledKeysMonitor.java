package io.jenkins.plugins.falkeys.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Shows keys that may be live although nobody wants them: whose deletion fails, or whose answer was lost. */
@Extension
@Restricted(NoExternalUse.class)
public final class UnsettledKeysMonitor extends AdministrativeMonitor {

    @Override
    public String getDisplayName() {
        return Messages.UnsettledKeysMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return !getKeys().isEmpty();
    }

    /** Their records, oldest first. */
    public List<KeyRecord> getKeys() {
        return FalKeys.get().keys().records().unsettled();
    }
}
