package io.jenkins.plugins.falkeys.engine.simulation;

/** An actor: a controller from its start to its end, or the world around it, which does not end. */
interface Process {

    Process WORLD = new Process() {
        @Override
        public String name() {
            return "world";
        }

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public void begins() {}
    };

    String name();

    /** Whether the process has ended. */
    boolean isOver();

    /** One of its tasks begins. */
    void begins();
}
