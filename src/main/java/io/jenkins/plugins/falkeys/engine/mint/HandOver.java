package io.jenkins.plugins.falkeys.engine.mint;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.Optional;

/**
 * Where a new key goes.
 *
 * @param <T> what the user gets
 */
interface HandOver<T> {

    /** Finds out whether a key could go there. Comes first, before anything else is asked of this. */
    void check() throws KeyException;

    /** The credential that the key is for; null when it is for the build alone. */
    @CheckForNull
    Target target();

    /**
     * The last check before anything is made, with the credential to itself.
     *
     * @return what the user gets without a new key; empty when one is to be made
     */
    Optional<T> existing() throws KeyException;

    /** The key whose place the new one takes; null for none. */
    @CheckForNull
    KeyRecord.Replacement replaces();

    /** How many days after it is created the new key is deleted; null for never. Comes after {@link #existing}. */
    @CheckForNull
    Integer expiresAfterDays();

    /** What the user gets for a key that was handed over earlier; empty when its secret is lost. */
    Optional<T> handedOver(KeyRecord active);

    /**
     * Records the key as answered by fal, and hands it over. Leaves the record {@link KeyState#ACTIVE}.
     *
     * @param records changes the key's record
     */
    T handOver(FalKey key, RecordOfKey records) throws Exception;

    /**
     * Says whether a key is to be revoked when {@link #handOver} did not come to its end.
     *
     * @return the record with what its revocation may touch; empty when the key has come so far that it stays
     */
    Optional<KeyRecord> takeBack(KeyRecord made);
}
