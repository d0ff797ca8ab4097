package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.engine.KeyException;

/** Port: the controller that owns the ledger. A copy of it has the same ledger, but must not touch any key. */
@FunctionalInterface
public interface LedgerOwner {

    /**
     * Checks that this is the controller that owns the ledger.
     *
     * @throws KeyException if it may be another one; the message names the page where an administrator decides it
     */
    void require() throws KeyException;
}
