package io.jenkins.plugins.falkeys.engine.port;

import java.math.BigDecimal;
import java.time.Duration;

/** Port: receives events for monitoring. No method blocks or fails. */
public interface Meters {

    /** Ignores all events. */
    Meters NONE = new Meters() {};

    /** A kind of call to fal. */
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
        /** fal, or a server in front of it, answered that it did nothing. */
        REFUSED,
        /** fal answered 429. */
        LIMITED,
        /** The request certainly did not reach fal. */
        UNSENT,
        /** fal may have carried out the request: the response was lost, reports a server error, or cannot be read. */
        UNKNOWN
    }

    /** A key was minted and is in place. */
    default void minted() {}

    /** A request for a key ended without one. */
    default void mintFailed() {}

    /** fal confirmed that a key is deleted. */
    default void revoked() {}

    /** An attempt to delete a key failed. It will be retried. */
    default void revocationFailed() {}

    /** A call had to wait for its turn because of the rate limit. */
    default void waited(Duration time) {}

    /**
     * @param latency from the start of the request to the end of the response
     */
    default void called(Call call, Outcome outcome, Duration latency) {}

    /**
     * The cost of a key, as fal reports it, has changed.
     *
     * @param account the account's name at fal; empty if it is not known
     * @param currency as fal names it; empty if fal does not say
     * @param difference from what was reported before; rarely negative
     */
    default void charged(String account, String currency, BigDecimal difference) {}
}
