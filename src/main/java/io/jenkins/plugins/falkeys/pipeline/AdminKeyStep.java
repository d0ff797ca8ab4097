package io.jenkins.plugins.falkeys.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import java.io.Serializable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that can use an admin key other than the configured one. */
@Restricted(NoExternalUse.class)
public abstract class AdminKeyStep extends Step implements Serializable {

    private static final long serialVersionUID = 1L;

    private String adminCredentialsId;

    /** ID of the admin key's credential; null for the configured one. */
    @CheckForNull
    public final String getAdminCredentialsId() {
        return adminCredentialsId;
    }

    @DataBoundSetter
    public final void setAdminCredentialsId(@CheckForNull String adminCredentialsId) {
        this.adminCredentialsId = Util.fixEmptyAndTrim(adminCredentialsId);
    }
}
