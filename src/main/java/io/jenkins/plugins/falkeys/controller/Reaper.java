package io.jenkins.plugins.falkeys.controller;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.FalKeys;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;

/** Deletes, sooner or later, every key that is to be deleted: also those that a stop of Jenkins left behind. */
@Extension
public final class Reaper extends AsyncPeriodicWork {

    public Reaper() {
        super("fal API keys reaper");
    }

    @Override
    protected void execute(TaskListener listener) {
        FalKeys.get().keys().retryDeletions();
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
