package io.jenkins.plugins.falkeys.monitor;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.AdministrativeMonitor;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Saveable;
import hudson.model.TaskListener;
import hudson.model.listeners.SaveableListener;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.credentials.AdminCredentials;
import io.jenkins.plugins.falkeys.engine.KeyException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Warns that any Jenkinsfile can print the configured admin key because its credential has Global scope. A credentials
 * provider may be slow, so it is queried in the background, and pages show the last result.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class GlobalAdminKeyMonitor extends AdministrativeMonitor {

    private volatile String globalId;

    @Override
    public String getDisplayName() {
        return Messages.GlobalAdminKeyMonitor_displayName();
    }

    @Override
    public boolean isSecurity() {
        return true;
    }

    @Override
    public boolean isActivated() {
        return globalId != null && globalId.equals(getCredentialsId());
    }

    /** ID of the credential; null if none is configured. */
    @CheckForNull
    public String getCredentialsId() {
        return FalKeysConfiguration.get().getAdminCredentialsId();
    }

    private void check() {
        String id = getCredentialsId();
        try {
            StringCredentials found = id == null ? null : AdminCredentials.ofController(id);
            globalId = found == null || found.getScope() == CredentialsScope.SYSTEM ? null : id;
        } catch (KeyException e) {
            // keep the previous result; the reason is in the system log
        }
    }

    /** Checks soon after Jenkins has started, after the configuration or credentials were saved, and periodically. */
    @Extension
    @Restricted(NoExternalUse.class)
    public static final class Check extends AsyncPeriodicWork {

        public Check() {
            super("fal admin key scope");
        }

        @Override
        protected void execute(TaskListener listener) {
            ExtensionList.lookupSingleton(GlobalAdminKeyMonitor.class).check();
        }

        @Override
        public long getRecurrencePeriod() {
            return TimeUnit.MINUTES.toMillis(10);
        }

        @Override
        public long getInitialDelay() {
            return TimeUnit.SECONDS.toMillis(5);
        }

        /** A change may have been saved while a check was running, so another one must follow. */
        @Override
        protected boolean queueIfAlreadyRunning() {
            return true;
        }

        @Override
        protected Level getNormalLoggingLevel() {
            return Level.FINE;
        }

        @Override
        protected Level getSlowLoggingLevel() {
            return Level.FINE;
        }
    }

    /** Notices that something relevant was saved. */
    @Extension
    @Restricted(NoExternalUse.class)
    public static final class Saved extends SaveableListener {

        @Override
        public void onChange(Saveable saved, XmlFile file) {
            if (saved instanceof FalKeysConfiguration || saved instanceof SystemCredentialsProvider) {
                ExtensionList.lookupSingleton(Check.class).run();
            }
        }
    }
}
