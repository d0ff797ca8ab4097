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
     * The owner of the keys that a build mints: its job, or the project that generated its job. For a list of managed
     * keys the place of the list.
     *
     * @return null for a person
     * @throws KeyException when the job or the folder is gone
     */
    @CheckForNull
    Owner of(Origin origin) throws KeyException;

    /**
     * Whether a build is one of a change request, such as a pull request: anyone who may open one decides what it does.
     *
     * @throws KeyException when the job is gone
     */
    boolean isChangeRequest(Origin origin) throws KeyException;

    /** The item of this full name as an owner; empty when there is no job or project of that name. */
    Optional<Owner> named(String fullName);

    /**
     * The owners of these IDs under the names that they have now. Looks at all items.
     *
     * @return those that are still there
     */
    List<Owner> find(Set<String> ids);

    /** Whether the item is still there. */
    boolean exists(Owner owner);
}
