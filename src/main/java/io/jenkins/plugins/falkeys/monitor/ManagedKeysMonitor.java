package io.jenkins.plugins.falkeys.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.managed.ManagedKeys;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Shows managed keys that keep failing to be as they are listed. */
@Extension
@Restricted(NoExternalUse.class)
public final class ManagedKeysMonitor extends AdministrativeMonitor {

    @Override
    public String getDisplayName() {
        return Messages.ManagedKeysMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return !getFailures().isEmpty();
    }

    /** The entries with what is in their way. */
    public List<ManagedKeys.Failure> getFailures() {
        return FalKeys.get().keys().managed().failing();
    }
}
