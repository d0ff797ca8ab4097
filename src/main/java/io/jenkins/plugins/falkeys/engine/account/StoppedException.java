package io.jenkins.plugins.falkeys.engine.account;

import java.util.concurrent.CancellationException;

/** Jenkins stops. What was waited for is neither done nor refused: who asked may ask again after the restart. */
public final class StoppedException extends CancellationException {

    private static final long serialVersionUID = 1L;

    public StoppedException() {
        super("Jenkins is shutting down.");
    }
}
