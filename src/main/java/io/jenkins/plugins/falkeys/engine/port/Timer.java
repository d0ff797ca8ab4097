package io.jenkins.plugins.falkeys.engine.port;

import java.time.Duration;

/** Port: runs something later. */
public interface Timer {

    /** What was to run later. */
    interface Cancellable {
        /** It does not run any more, unless it has begun. */
        void cancel();
    }

    /** Runs a short task, which waits for nothing, after the delay. */
    Cancellable after(Duration delay, Runnable task);
}
