package hudson;

/** Starts processes. Here the runner does that itself. */
public abstract class Launcher {

    Launcher() {}
}
