package hudson.model;

import java.io.PrintStream;

/** The log of a run. */
public interface TaskListener {

    PrintStream getLogger();
}
