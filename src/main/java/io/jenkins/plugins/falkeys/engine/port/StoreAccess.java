package io.jenkins.plugins.falkeys.engine.port;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.Set;

/** Port: who may keep keys in which store. Must be called with the requester's authority. */
public interface StoreAccess {

    /**
     * Finds the store for a key, and checks that the caller may add credentials to it.
     *
     * @param folder full name of the folder to store in; null for the nearest one above the job
     * @throws KeyException if there is no such store, or if the caller may not; the message says what would allow it
     */
    Target target(Origin origin, @CheckForNull String folder, String credentialsId) throws KeyException;

    /**
     * The stores above a build's job that share their keys: each job below may rotate and delete them.
     *
     * @return full names of folders
     */
    Set<String> sharedWith(Origin origin);

    /**
     * Checks again, right before the credential is added, that the caller may add it. Settings, permissions and the
     * place of the job may have changed since {@link #target} was called.
     *
     * @throws KeyException if the caller may not; the message says what would allow it
     */
    void requireMayCreate(Origin origin, Target target) throws KeyException;

    /**
     * Checks that a new credential of this ID would neither collide with another one nor shadow it. Must be called only
     * if the credential holds no key that the origin may manage, because the message says so.
     *
     * @throws KeyException if the ID is taken; the message says where, but never whether another job's key is there
     */
    void requireFree(Origin origin, Target target) throws KeyException;

    /**
     * Checks, right before the credential is changed, that the caller may change it.
     *
     * @throws KeyException if the caller may not; the message says what would allow it
     */
    void requireMayUpdate(Origin origin, Target target) throws KeyException;

    /**
     * Checks the same for removing the credential, and for deleting any key that it holds, held or should hold: a key
     * in its grace period, or one whose credential or folder is gone, belongs to the folder just like one in use.
     */
    void requireMayDelete(Origin origin, Target target) throws KeyException;
}
