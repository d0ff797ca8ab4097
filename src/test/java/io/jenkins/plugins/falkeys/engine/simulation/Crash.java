package io.jenkins.plugins.falkeys.engine.simulation;

/** The controller crashes in the middle of a task. */
final class Crash extends Error {

    private static final long serialVersionUID = 1L;

    Crash() {
        super("crash", null, false, false);
    }
}
