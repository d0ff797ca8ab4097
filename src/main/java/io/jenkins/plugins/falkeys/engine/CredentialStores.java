package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Port: the stores that hold keys. Called with the authority of whom the key is for. */
public interface CredentialStores {

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
     * Adds the key as a new credential.
     *
     * @throws KeyException when the store refused; a part of it may have been stored all the same
     */
    void add(Target target, FalKey key, String description) throws KeyException;

    /**
     * Checks that the caller may change the credential.
     *
     * @throws KeyException when not; the text names what would allow it
     */
    void requireMayUpdate(Origin origin, Target target) throws KeyException;

    /** The same for its removal. */
    void requireMayDelete(Origin origin, Target target) throws KeyException;

    /**
     * Puts a key in place of the one that the credential holds, with the caller's authority. The credential keeps its ID,
     * scope and domain.
     *
     * @param description makes the new description out of the old one
     * @throws KeyException when the credential does not hold the old key, or the store refused; it holds the old key then
     */
    void update(Target target, String oldKeyId, FalKey key, UnaryOperator<String> description) throws KeyException;

    /** Whether the credential is there and holds the key of this ID. */
    boolean holds(Target target, String keyId);

    /**
     * The key ID of what a Secret text credential holds: the part before the first colon of its value.
     *
     * @return null when there is no such credential, or no such part
     * @throws KeyException when the store is gone
     */
    @CheckForNull
    String keyId(Target target) throws KeyException;

    /**
     * Removes the credential if it holds the key of this ID, with the plugin's own authority.
     *
     * @throws KeyException when the store refused
     */
    void remove(Target target, String keyId) throws KeyException;
}
