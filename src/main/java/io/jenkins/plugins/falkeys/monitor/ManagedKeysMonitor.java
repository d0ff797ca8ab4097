package io.jenkins.plugins.falkeys.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.managed.ManagedKeys;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Reports managed keys that keep failing. */
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

    /** The entries, with the reasons why they fail. */
    public List<ManagedKeys.Failure> getFailures() {
        return FalKeys.get().keys().managed().failing();
    }
}
