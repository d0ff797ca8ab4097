package io.jenkins.plugins.falkeys.controller;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.FalKeys;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;

/**
 * Looks after the keys that no build looks after any more: once a minute, and shortly after Jenkins has started. On a
 * copy of the controller it does nothing.
 */
@Extension
public final class Reaper extends AsyncPeriodicWork {

    public Reaper() {
        super("fal API keys reaper");
    }

    @Override
    protected void execute(TaskListener listener) throws InterruptedException {
        try {
            FalKeys.get().keys().upkeep().sweep().get();
        } catch (CancellationException | ExecutionException e) {
            listener.error(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        }
    }

    @Override
    public long getRecurrencePeriod() {
        return TimeUnit.MINUTES.toMillis(1);
    }

    @Override
    public long getInitialDelay() {
        return TimeUnit.SECONDS.toMillis(5);
    }

    @Override
    protected Level getNormalLoggingLevel() {
        return Level.FINE;
    }
}
