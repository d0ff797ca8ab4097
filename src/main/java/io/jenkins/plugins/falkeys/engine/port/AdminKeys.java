package io.jenkins.plugins.falkeys.engine.port;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.util.List;

/** Port: finds admin keys. */
public interface AdminKeys {

    /**
     * The admin key for a build, a list of managed keys or a person. Calling {@link #recall} with its reference finds
     * the same key.
     *
     * @param credentialsId the ID that the user chose, which is looked up only in the job; null for the configured one
     * @throws KeyException if there is none, or if it may not be used for this job; the message names the setting
     */
    AdminAccess forOrigin(Origin origin, @CheckForNull String credentialsId) throws KeyException;

    /**
     * Checks that {@link #forOrigin} would find an admin key, without recording that it was used.
     *
     * @throws KeyException like {@link #forOrigin}
     */
    default void requireForOrigin(Origin origin, @CheckForNull String credentialsId) throws KeyException {
        forOrigin(origin, credentialsId);
    }

    /**
     * The admin key that a reference leads to now. It may have been replaced since the reference was recorded.
     *
     * @throws KeyException if there is none
     */
    AdminAccess recall(AdminReference reference) throws KeyException;

    /**
     * All configured admin keys that can be read, of the controller and of folders, without duplicates. Any admin key
     * of an account can delete that account's keys.
     *
     * @return never fails: an admin key that cannot be read is left out
     */
    List<AdminAccess> configured();
}
