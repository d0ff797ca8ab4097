package io.jenkins.plugins.falkeys.controller;

import io.jenkins.plugins.falkeys.engine.port.Timer;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Uses the shared timer of Jenkins. */
final class JenkinsTimer implements Timer {

    @Override
    public Cancellable after(Duration delay, Runnable task) {
        ScheduledFuture<?> scheduled =
                jenkins.util.Timer.get().schedule(task, Math.max(delay.toMillis(), 1), TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }
}
