package io.jenkins.plugins.falkeys.engine.port;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.util.List;

/** Port: finds admin keys. */
public interface AdminKeys {

    /**
     * The admin key that serves a build or a person. {@link #recall} of its reference finds the same key.
     *
     * @param credentialsId the ID that the user chose, looked up in the job and nowhere else; null for the configured one
     * @throws KeyException when there is none, or when it does not serve this job; the text names the setting
     */
    AdminAccess serving(Origin origin, @CheckForNull String credentialsId) throws KeyException;

    /**
     * Checks that there is such an admin key, without using it: nobody is told that it was used.
     *
     * @throws KeyException as {@link #serving}
     */
    default void requireServing(Origin origin, @CheckForNull String credentialsId) throws KeyException {
        serving(origin, credentialsId);
    }

    /**
     * The admin key as its reference finds it today, which may be another one than it was.
     *
     * @throws KeyException when there is none
     */
    AdminAccess recall(AdminReference reference) throws KeyException;

    /**
     * All admin keys that are configured and can be read, the controller's and those of folders; each key once. Any of an
     * account can delete that account's keys.
     *
     * @return never fails: an admin key that cannot be read is left out
     */
    List<AdminAccess> configured();
}
