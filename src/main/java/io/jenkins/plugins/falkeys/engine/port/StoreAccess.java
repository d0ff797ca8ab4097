package io.jenkins.plugins.falkeys.engine.port;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.Set;

/** Port: who may keep keys in which store. Called with the authority of whom the key is for. */
public interface StoreAccess {

    /**
     * Finds the store for a build's key and checks that the caller may add to it.
     *
     * @param folder full name of the folder to store in; null for the nearest one above the job
     * @throws KeyException when there is no such store, or the caller may not; the text names what would allow it
     */
    Target target(Origin origin, @CheckForNull String folder, String credentialsId) throws KeyException;

    /**
     * The stores above a build's job whose keys each job below may rotate and delete, whichever job made them.
     *
     * @return full names of folders
     */
    Set<String> sharedWith(Origin origin);

    /**
     * Checks again that the caller may add the credential, right before it is added: settings, permissions and the
     * place of the job may have changed since {@link #target} was asked.
     *
     * @throws KeyException when not; the text names what would allow it
     */
    void requireMayCreate(Origin origin, Target target) throws KeyException;

    /**
     * Checks that a new credential of this ID would neither meet nor shadow another one. To be asked only when the
     * credential holds no key that the origin may manage: the text says so.
     *
     * @throws KeyException when the ID is taken; the text says where, and never whether another job's key is there
     */
    void requireFree(Origin origin, Target target) throws KeyException;

    /**
     * Checks that the caller may change the credential. To be asked right before it is changed.
     *
     * @throws KeyException when not; the text names what would allow it
     */
    void requireMayUpdate(Origin origin, Target target) throws KeyException;

    /**
     * The same for its removal, and for the deletion of any key that it holds, held or should hold: a key in its grace
     * period, or one whose credential or folder is gone, is as much the folder's as one that is in use.
     */
    void requireMayDelete(Origin origin, Target target) throws KeyException;
}
