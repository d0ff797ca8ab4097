package io.jenkins.plugins.falkeys.engine.port;

import java.math.BigDecimal;
import java.time.Duration;

/** Port: is told what happens, for whoever watches this controller. No method waits or fails. */
public interface Meters {

    /** Whoever watches nothing. */
    Meters NONE = new Meters() {};

    /** What is asked of fal. */
    enum Call {
        /** A new key. */
        CREATE,
        DELETE,
        /** A page of the list of keys. */
        LIST,
        /** A page of what keys have used. */
        USAGE,
        /** The name of the account. */
        ACCOUNT
    }

    /** How a call ended. */
    enum Outcome {
        SUCCESS,
        /** fal, or something before it, answered that it did nothing. */
        REFUSED,
        /** fal answered 429. */
        LIMITED,
        /** The request surely did not reach fal. */
        UNSENT,
        /** fal may have done what it was asked: the answer was lost, tells of a fault, or cannot be read. */
        UNKNOWN
    }

    /** A key is in its place. */
    default void minted() {}

    /** A request for a key ended without one. */
    default void mintFailed() {}

    /** fal confirmed that a key is deleted. */
    default void revoked() {}

    /** An attempt to delete a key failed; others follow. */
    default void revocationFailed() {}

    /** A call was made that had to wait for its turn, because of the rate that fal lets through. */
    default void waited(Duration time) {}

    /**
     * @param latency from the request to the end of the answer
     */
    default void called(Call call, Outcome outcome, Duration latency) {}

    /**
     * What fal reports a key to have cost has changed.
     *
     * @param account name of the account, as fal gives it; empty while it is not known
     * @param currency as fal names it; empty when it does not
     * @param difference to what was reported before; rarely negative
     */
    default void charged(String account, String currency, BigDecimal difference) {}
}
