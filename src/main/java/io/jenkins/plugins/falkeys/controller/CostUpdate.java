package io.jenkins.plugins.falkeys.controller;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.run.RunCosts;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Once a minute, has the engine ask fal for costs, and saves the answers with the builds. */
@Extension
public final class CostUpdate extends AsyncPeriodicWork {

    private static final Logger LOGGER = Logger.getLogger(CostUpdate.class.getName());

    public CostUpdate() {
        super("fal API keys cost update");
    }

    /** Does not wait, so that an unresponsive account does not delay the next pass over the others. */
    @Override
    protected void execute(TaskListener listener) {
        update().exceptionally(error -> {
            LOGGER.log(Level.FINE, "The costs of fal API keys were not updated", error);
            return null;
        });
    }

    /** Completes when all accounts have answered or failed. */
    static CompletableFuture<Void> update() {
        return FalKeys.get().keys().upkeep().collectCosts(RunCosts::save);
    }

    @Override
    public long getRecurrencePeriod() {
        return TimeUnit.MINUTES.toMillis(1);
    }

    @Override
    public long getInitialDelay() {
        return TimeUnit.MINUTES.toMillis(1);
    }

    @Override
    protected Level getNormalLoggingLevel() {
        return Level.FINE;
    }
}
