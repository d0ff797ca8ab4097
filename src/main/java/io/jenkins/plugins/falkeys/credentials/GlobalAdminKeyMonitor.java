package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Warns that any Jenkinsfile can print the configured admin key, since its credential has Global scope. */
@Extension
@Restricted(NoExternalUse.class)
public final class GlobalAdminKeyMonitor extends AdministrativeMonitor {

    @Override
    public String getDisplayName() {
        return Messages.GlobalAdminKeyMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        String id = getCredentialsId();
        StringCredentials credentials = id == null ? null : AdminKeyLookup.find(id);
        return credentials != null && credentials.getScope() != CredentialsScope.SYSTEM;
    }

    /** ID of the credential; null when none is configured. */
    public String getCredentialsId() {
        return FalKeysConfiguration.get().getAdminCredentialsId();
    }
}
