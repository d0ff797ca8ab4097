package io.jenkins.plugins.falkeys.engine.port;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;

/** Port: the items that keys belong to. */
public interface Owners {

    /**
     * The owner of the keys that a build mints: its job, or the project that generated its job.
     *
     * @return null for a person
     * @throws KeyException when the job is gone
     */
    @CheckForNull
    Owner of(Origin origin) throws KeyException;
}
