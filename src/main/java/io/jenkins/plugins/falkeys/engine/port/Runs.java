package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.engine.record.Origin;

/** Port: the builds that keys are made for. */
public interface Runs {

    /** What is known about a build. */
    enum State {
        /** It is running, perhaps after a restart. */
        RUNNING,
        /** It has ended, and nothing in it can continue. */
        OVER,
        /** It cannot be found: it was deleted, or its job is being renamed at this moment. */
        GONE
    }

    /** The state of the build that contains this place. */
    State state(Origin origin);

    /**
     * Ends the build that contains this place, as a failure. Does nothing if the build has ended, or if the place ends
     * by itself, such as a block in a Pipeline.
     *
     * @param why a sentence for users who look at the build
     */
    void interrupt(Origin origin, String why);
}
