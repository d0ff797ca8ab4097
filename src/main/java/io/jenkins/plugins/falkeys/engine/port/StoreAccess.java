package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;

import edu.umd.cs.findbugs.annotations.CheckForNull;
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
     * Checks that a new credential of this ID would neither meet nor shadow another one.
     *
     * @throws KeyException when the ID is taken
     */
    void requireFree(Origin origin, Target target) throws KeyException;

    /**
     * Checks that the caller may add the credential.
     *
     * @throws KeyException when not; the text names what would allow it
     */
    void requireMayCreate(Origin origin, Target target) throws KeyException;

    /**
     * Checks that the caller may change the credential.
     *
     * @throws KeyException when not; the text names what would allow it
     */
    void requireMayUpdate(Origin origin, Target target) throws KeyException;

    /** The same for its removal. */
    void requireMayDelete(Origin origin, Target target) throws KeyException;
}
