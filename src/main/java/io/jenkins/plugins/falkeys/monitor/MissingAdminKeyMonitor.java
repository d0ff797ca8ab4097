package io.jenkins.plugins.falkeys.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.credentials.MissingAdminKey;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Reports that, since Jenkins started, a job has asked for a key although no admin key is configured. */
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

    /** Full name of the last such job; null if there was none. */
    public String getJob() {
        return MissingAdminKey.get().job();
    }
}
