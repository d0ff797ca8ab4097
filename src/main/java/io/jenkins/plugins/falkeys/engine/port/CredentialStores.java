package io.jenkins.plugins.falkeys.engine.port;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Port: the stores that hold keys. Must be called with the requester's authority, after {@link StoreAccess} has allowed
 * it.
 */
public interface CredentialStores {

    /**
     * Adds the key as a new credential.
     *
     * @throws KeyException if the store refused; the credential may have been stored nevertheless
     */
    void add(Target target, FalKey key, String description) throws KeyException;

    /**
     * Replaces the key in the credential, with the caller's authority. The credential keeps its ID, scope and domain.
     *
     * @param description derives the new description from the old one
     * @throws KeyException if the credential does not hold the old key, or if the store refused, in which case the
     *     credential still holds the old key
     */
    void update(Target target, String oldKeyId, FalKey key, UnaryOperator<String> description) throws KeyException;

    /**
     * The description of the credential.
     *
     * @return null if the credential does not hold the key of this ID
     */
    @CheckForNull
    String description(Target target, String keyId);

    /**
     * Changes the description of the credential, with the caller's authority.
     *
     * @throws KeyException if the credential does not hold the key of this ID, or if the store refused
     */
    void setDescription(Target target, String keyId, String description) throws KeyException;

    /** Whether the credential exists and holds the key of this ID. */
    boolean holds(Target target, String keyId);

    /** Whether the record's credential exists and holds its key, regardless of the record's state. */
    default boolean holdsKeyOf(KeyRecord keyRecord) {
        return keyRecord.target() != null && holds(keyRecord.target(), keyRecord.keyId());
    }

    /**
     * The ID of the key in a Secret text credential: the part of its value before the first colon.
     *
     * @return null if there is no such credential, or if its value has no colon
     * @throws KeyException if the store is gone
     */
    @CheckForNull
    String keyId(Target target) throws KeyException;

    /**
     * The Secret text credentials of all stores whose values look like keys, by key ID. This is slow, so it is only for
     * requests by a person who waits for the result.
     */
    Map<String, Target> keyIds();

    /**
     * Removes the credential as SYSTEM, if it holds the key of this ID.
     *
     * @throws KeyException if the store refused
     */
    void remove(Target target, String keyId) throws KeyException;
}
