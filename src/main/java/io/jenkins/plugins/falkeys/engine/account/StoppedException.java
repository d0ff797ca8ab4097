package io.jenkins.plugins.falkeys.engine.account;

import java.util.concurrent.CancellationException;

/** Jenkins is stopping. The request was neither carried out nor refused, and can be made again after the restart. */
public final class StoppedException extends CancellationException {

    private static final long serialVersionUID = 1L;

    public StoppedException() {
        super("Jenkins is shutting down.");
    }
}
