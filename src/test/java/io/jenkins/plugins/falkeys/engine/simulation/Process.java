package io.jenkins.plugins.falkeys.engine.simulation;

/** Who does something: a controller from its start to its end, or the world around it, which has none. */
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

    /** Whether nothing of it happens any more. */
    boolean isOver();

    /** One of its tasks begins. */
    void begins();
}
