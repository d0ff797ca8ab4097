package io.jenkins.plugins.falkeys.engine.port;

import java.time.Duration;

/** Port: runs something later. */
public interface Timer {

    /** A scheduled task. */
    interface Cancellable {
        /** Cancels the task, unless it has already started. */
        void cancel();
    }

    /** Runs a short task, which must not block, after the delay. */
    Cancellable after(Duration delay, Runnable task);
}
