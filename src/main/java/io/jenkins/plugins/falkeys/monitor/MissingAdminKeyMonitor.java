package io.jenkins.plugins.falkeys.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.credentials.MissingAdminKey;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Tells that a job asked for a key since Jenkins started, although no admin key is configured. */
@Extension
@Restricted(NoExternalUse.class)
public final class MissingAdminKeyMonitor extends AdministrativeMonitor {

    @Override
    public String getDisplayName() {
        return Messages.MissingAdminKeyMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return getJob() != null && FalKeysConfiguration.get().getAdminCredentialsId() == null;
    }

    /** Full name of the job that asked last; null when none did. */
    public String getJob() {
        return MissingAdminKey.get().job();
    }
}
