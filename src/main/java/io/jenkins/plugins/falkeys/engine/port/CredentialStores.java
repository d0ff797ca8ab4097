package io.jenkins.plugins.falkeys.engine.port;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Port: the stores that hold keys. Called with the authority of whom the key is for, as {@link StoreAccess} allowed it. */
public interface CredentialStores {

    /**
     * Adds the key as a new credential.
     *
     * @throws KeyException when the store refused; a part of it may have been stored anyway
     */
    void add(Target target, FalKey key, String description) throws KeyException;

    /**
     * Puts a key in place of the one that the credential holds, with the caller's authority. The credential keeps its ID,
     * scope and domain.
     *
     * @param description makes the new description out of the old one
     * @throws KeyException when the credential does not hold the old key, or the store refused; it holds the old key then
     */
    void update(Target target, String oldKeyId, FalKey key, UnaryOperator<String> description) throws KeyException;

    /**
     * The credential's description, if it holds the key of this ID.
     *
     * @return null when it does not
     */
    @CheckForNull
    String description(Target target, String keyId);

    /**
     * Gives the credential another description, with the caller's authority.
     *
     * @throws KeyException when the credential does not hold the key of this ID, or the store refused
     */
    void describe(Target target, String keyId, String description) throws KeyException;

    /** Whether the credential exists and holds the key of this ID. */
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
     * The Secret text credentials of all stores whose value looks like a key: by the part before its first colon. To ask
     * is slow, for nothing but a person who waits.
     */
    Map<String, Target> keyIds();

    /**
     * Removes the credential if it holds the key of this ID, with the plugin's own authority.
     *
     * @throws KeyException when the store refused
     */
    void remove(Target target, String keyId) throws KeyException;
}
