package io.jenkins.plugins.falkeys.engine.mint;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.Optional;

/**
 * Where a new key goes.
 *
 * @param <T> the result for the user
 */
interface HandOver<T> {

    /** Checks whether a key could go there. Must be called first. */
    void check() throws KeyException;

    /** The credential that the key is for; null if it is for the build alone. */
    @CheckForNull
    Target target();

    /**
     * Makes the last checks before a key is minted, while the credential is locked.
     *
     * @return the result if no new key is needed; empty if one has to be minted
     */
    Optional<T> prepare() throws KeyException;

    /**
     * The item that the new key belongs to; null for none. Must be called after {@link #prepare}.
     *
     * @param requester the owner that the requester acts for; null for none
     */
    @CheckForNull
    Owner owner(@CheckForNull Owner requester);

    /** The key that the new one replaces; null for none. */
    @CheckForNull
    KeyRecord.Replacement replaces();

    /** After how many days the new key is deleted; null for never. Must be called after {@link #prepare}. */
    @CheckForNull
    Integer expiresAfterDays();

    /** The result for a key that was handed over earlier; empty if its secret is lost. */
    Optional<T> resultFor(KeyRecord active);

    /**
     * Records that fal created the key, and hands it over. On return, the record is {@link KeyState#ACTIVE}.
     *
     * @param records changes the key's record
     */
    T handOver(FalKey key, NewKeyRecord records) throws Exception;

    /**
     * Undoes a {@link #handOver} that did not complete, as far as possible.
     *
     * @return the record of the key to revoke, naming only what the revocation may touch; empty if the key has to stay
     */
    Optional<KeyRecord> rollBack(KeyRecord minted);
}
