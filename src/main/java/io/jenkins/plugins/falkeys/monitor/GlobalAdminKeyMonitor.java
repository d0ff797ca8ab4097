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
 * Warns that any Jenkinsfile can print the configured admin key, since its credential has Global scope. A credentials
 * provider may be slow, so it is asked in the background, and pages show what it answered last.
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

    /** ID of the credential; null when none is configured. */
    @CheckForNull
    public String getCredentialsId() {
        return FalKeysConfiguration.get().getAdminCredentialsId();
    }

    private void look() {
        String id = getCredentialsId();
        try {
            StringCredentials found = id == null ? null : AdminCredentials.ofController(id);
            globalId = found == null || found.getScope() == CredentialsScope.SYSTEM ? null : id;
        } catch (KeyException e) {
            // nothing new is known, and the reason is in the system log
        }
    }

    /** Looks soon after Jenkins started, after the configuration or the credentials were saved, and now and then. */
    @Extension
    @Restricted(NoExternalUse.class)
    public static final class Look extends AsyncPeriodicWork {

        public Look() {
            super("fal admin key scope");
        }

        @Override
        protected void execute(TaskListener listener) {
            ExtensionList.lookupSingleton(GlobalAdminKeyMonitor.class).look();
        }

        @Override
        public long getRecurrencePeriod() {
            return TimeUnit.MINUTES.toMillis(10);
        }

        @Override
        public long getInitialDelay() {
            return TimeUnit.SECONDS.toMillis(5);
        }

        /** A look that was asked for during another one may see more than that one. */
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

    /** Sees that something was saved that may make a difference. */
    @Extension
    @Restricted(NoExternalUse.class)
    public static final class Saved extends SaveableListener {

        @Override
        public void onChange(Saveable saved, XmlFile file) {
            if (saved instanceof FalKeysConfiguration || saved instanceof SystemCredentialsProvider) {
                ExtensionList.lookupSingleton(Look.class).run();
            }
        }
    }
}
