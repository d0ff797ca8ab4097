package io.jenkins.plugins.falkeys.engine.port;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Port: the items that keys belong to. */
public interface Owners {

    /**
     * The owner of the keys that a request mints. For a build, this is its job, or the project that generated the job;
     * for a list of managed keys, the controller or folder that has the list.
     *
     * @return null for a person
     * @throws KeyException if the job or the folder is gone
     */
    @CheckForNull
    Owner of(Origin origin) throws KeyException;

    /**
     * Whether a build is for a change request, such as a pull request. Anyone who may open one decides what it does.
     *
     * @throws KeyException if the job is gone
     */
    boolean isChangeRequest(Origin origin) throws KeyException;

    /** The item of this full name as an owner; empty if there is no job or project of that name. */
    Optional<Owner> named(String fullName);

    /**
     * The owners of these IDs, with their current names. Iterates over all items.
     *
     * @return those that still exist
     */
    List<Owner> find(Set<String> ids);

    /** Whether the item still exists. */
    boolean exists(Owner owner);
}
