package io.jenkins.plugins.falkeys.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Warns that the admin key is sent over a connection that is not encrypted, as only tests and local proxies want it. */
@Extension
@Restricted(NoExternalUse.class)
public final class PlainHttpMonitor extends AdministrativeMonitor {

    @Override
    public String getDisplayName() {
        return Messages.PlainHttpMonitor_displayName();
    }

    @Override
    public boolean isSecurity() {
        return true;
    }

    @Override
    public boolean isActivated() {
        return getApiUrl().startsWith("http:");
    }

    /** The API URL as it is configured. */
    public String getApiUrl() {
        return FalKeysConfiguration.get().getApiUrl();
    }
}
