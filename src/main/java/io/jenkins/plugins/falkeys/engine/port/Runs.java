package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.engine.record.Origin;

/** Port: the builds that keys are made for. */
public interface Runs {

    /** What is known of a build. */
    enum State {
        /** It goes on, perhaps after a restart. */
        RUNNING,
        /** Nothing can go on there any more. */
        OVER,
        /** It cannot be found: it is deleted, or its job is being renamed at this moment. */
        GONE
    }

    /** The build that this is a place in. */
    State state(Origin origin);

    /**
     * Ends the build that this is a place in, as a failure that nobody asked for. A place that ends by itself, such as a
     * block in a Pipeline, is left to that; so is a build that is over.
     *
     * @param why a sentence for who looks at the build
     */
    void interrupt(Origin origin, String why);
}
