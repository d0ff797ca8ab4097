package io.jenkins.plugins.falkeys.engine.simulation;

/** The controller is gone in the middle of a task. */
final class Crash extends Error {

    private static final long serialVersionUID = 1L;

    Crash() {
        super("crash", null, false, false);
    }
}
