package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.engine.record.Origin;

/** Port: the builds that keys are made for. */
public interface Runs {

    /** Whether nothing can go on at this place any more: the build has ended, or is gone. */
    boolean isOver(Origin origin);
}
