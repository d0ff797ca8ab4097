package io.jenkins.plugins.falkeys.credentials;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Tells that a job asked for a key since Jenkins started, although no admin key is configured. */
@Extension
@Restricted(NoExternalUse.class)
public final class MissingAdminKeyMonitor extends AdministrativeMonitor {

    private volatile String job;

    /** Notes which job would have needed an admin key. */
    static void missedBy(String job) {
        ExtensionList.lookupSingleton(MissingAdminKeyMonitor.class).job = job;
    }

    @Override
    public String getDisplayName() {
        return Messages.MissingAdminKeyMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return job != null && FalKeysConfiguration.get().getAdminCredentialsId() == null;
    }

    /** Full name of the job that asked last; null when none did. */
    public String getJob() {
        return job;
    }
}
