package io.jenkins.plugins.falkeys.credentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Remembers that a job asked for a key while no admin key was configured. Forgotten when Jenkins restarts. */
@Extension
@Restricted(NoExternalUse.class)
public final class MissingAdminKey implements ExtensionPoint {

    private volatile String job;

    public static MissingAdminKey get() {
        return ExtensionList.lookupSingleton(MissingAdminKey.class);
    }

    void missedBy(String fullName) {
        job = fullName;
    }

    /** Full name of the last such job; null if there was none. */
    @CheckForNull
    public String job() {
        return job;
    }
}
