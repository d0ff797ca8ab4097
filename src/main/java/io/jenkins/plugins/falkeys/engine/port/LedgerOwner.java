package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.engine.KeyException;

/** Port: the controller that the ledger belongs to. A copy of it has the same ledger, and must not touch a key. */
@FunctionalInterface
public interface LedgerOwner {

    /**
     * Checks that this is the controller that the ledger belongs to.
     *
     * @throws KeyException when it may be another one; the text names the page where an administrator settles it
     */
    void require() throws KeyException;
}
