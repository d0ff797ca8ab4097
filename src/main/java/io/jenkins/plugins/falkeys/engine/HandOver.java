package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
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

    /** The last check before anything is made, with the credential to itself. */
    void checkAlone() throws KeyException;

    /** What the user gets for a key that was handed over earlier; empty when its secret is lost. */
    Optional<T> handedOver(KeyRecord active);

    /** Hands the key over. Leaves the entry {@link KeyState#ACTIVE}. */
    T handOver(FalKey key, Entry entry) throws Exception;

    /** Undoes what {@link #handOver} may have done. */
    void takeBack(KeyRecord made) throws KeyException;
}
