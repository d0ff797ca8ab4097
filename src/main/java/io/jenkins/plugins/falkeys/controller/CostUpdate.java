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

/** Makes the engine ask what keys have cost, once a minute, and keeps the answers with the builds as well. */
@Extension
public final class CostUpdate extends AsyncPeriodicWork {

    private static final Logger LOGGER = Logger.getLogger(CostUpdate.class.getName());

    public CostUpdate() {
        super("fal API keys cost update");
    }

    /** Does not wait: an account that does not answer must not hold up the next pass over the others. */
    @Override
    protected void execute(TaskListener listener) {
        update().exceptionally(error -> {
            LOGGER.log(Level.FINE, "The costs of fal API keys were not updated", error);
            return null;
        });
    }

    /** Completes when all accounts have answered or failed. */
    static CompletableFuture<Void> update() {
        return FalKeys.get().keys().upkeep().collectCosts(RunCosts::keep);
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
