package io.jenkins.plugins.falkeys.credentials;

import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.falkeys.engine.port.Runs;
import io.jenkins.plugins.falkeys.engine.record.Origin;

/** The builds of this controller. */
public final class BuildRuns implements Runs {

    /** A build of the same number of a job that was made anew is another one. A person does not go on after a crash. */
    @Override
    public boolean isOver(Origin origin) {
        if (origin.byPerson()) {
            return true;
        }
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            Run<?, ?> run = Run.fromExternalizableId(origin.run());
            return run == null || run.getTimeInMillis() != origin.started() || !run.isBuilding();
        }
    }
}
