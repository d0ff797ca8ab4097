package io.jenkins.plugins.falkeys.engine.port;

import java.time.Duration;

/** Port: runs something later, without a thread that waits for it. */
public interface Timer {

    /** A task that has not run yet. */
    interface Cancellable {

        /** Keeps the task from running. Without effect when it runs or ran already. */
        void cancel();
    }

    /**
     * Runs a task once.
     *
     * @param delay how long from now; zero or less means as soon as possible, but never within this call
     * @param task short, and never waiting: it runs on the timer's own thread
     */
    Cancellable after(Duration delay, Runnable task);
}
