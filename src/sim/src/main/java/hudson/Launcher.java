package hudson;

/** Starts processes; here the runner does that itself. */
public abstract class Launcher {

    Launcher() {}
}
