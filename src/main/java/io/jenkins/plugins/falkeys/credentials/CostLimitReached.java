package io.jenkins.plugins.falkeys.credentials;

import hudson.model.TaskListener;
import java.util.Objects;
import jenkins.model.CauseOfInterruption;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Why a build was stopped: one of its keys reached its cost limit. Shown on the build's page. */
@Restricted(NoExternalUse.class)
public final class CostLimitReached extends CauseOfInterruption {

    private static final long serialVersionUID = 1L;

    private final String why;

    /**
     * @param why a sentence that names the key, its cost and its limit
     */
    public CostLimitReached(String why) {
        this.why = why;
    }

    @Override
    public String getShortDescription() {
        return why;
    }

    /**
     * Prints nothing: the log gets its line from the code that revokes the key, whether or not anything noticed the
     * interruption.
     */
    @Override
    public void print(TaskListener listener) {}

    @Override
    public boolean equals(Object other) {
        return other instanceof CostLimitReached that && why.equals(that.why);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(why);
    }
}
