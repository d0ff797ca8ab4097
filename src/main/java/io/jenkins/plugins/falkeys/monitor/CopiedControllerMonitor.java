package io.jenkins.plugins.falkeys.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.FalKeys;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.verb.POST;

/** Asks whether this controller should own a ledger that came from another one. Until then, nothing is swept. */
@Extension
@Restricted(NoExternalUse.class)
public final class CopiedControllerMonitor extends AdministrativeMonitor {

    @Override
    public String getDisplayName() {
        return Messages.CopiedControllerMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return !getDifferences().isEmpty();
    }

    /** How this controller differs from the one that owns the ledger, in words. */
    public List<String> getDifferences() {
        return FalKeys.get().differencesFromOwner();
    }

    /** The administrator confirms that the controller was moved, and that this is not a copy. */
    @POST
    public HttpResponse doTakeOver() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        FalKeys.get().takeLedgerOver();
        return HttpResponses.redirectViaContextPath("manage");
    }
}
