package io.jenkins.plugins.falkeys.engine.simulation;

/**
 * Something that runs tasks: a controller from start to shutdown or crash, or the world around it, which never ends.
 */
interface Actor {

    Actor WORLD = new Actor() {
        @Override
        public String name() {
            return "world";
        }

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public void beforeTask() {}
    };

    String name();

    /** Whether the actor has ended, and with it its tasks. */
    boolean isOver();

    /** Called before each of its tasks. */
    void beforeTask();
}
