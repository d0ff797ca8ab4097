package hudson.model;

import java.io.PrintStream;

/** Where a run writes its log. */
public interface TaskListener {

    PrintStream getLogger();
}
