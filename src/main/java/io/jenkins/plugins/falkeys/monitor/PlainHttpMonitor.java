package io.jenkins.plugins.falkeys.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Warns that the admin key is sent over an unencrypted connection, which only makes sense for tests and local proxies.
 */
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

    /** The configured API URL. */
    public String getApiUrl() {
        return FalKeysConfiguration.get().getApiUrl();
    }
}
