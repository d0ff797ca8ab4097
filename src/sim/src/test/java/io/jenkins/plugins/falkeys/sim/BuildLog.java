package io.jenkins.plugins.falkeys.sim;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.console.ConsoleLogFilter;
import hudson.model.AbstractBuild;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The log of one build. Several threads may write to it at once, since it only accepts whole lines. */
final class BuildLog {

    private final StringBuilder text = new StringBuilder();
    private final OutputStream copy;

    /**
     * @param copy also gets each line while the build runs
     */
    BuildLog(OutputStream copy) {
        this.copy = copy;
    }

    OutputStream stream() {
        return new Lines(this::line);
    }

    private synchronized void line(String line) throws IOException {
        text.append(line);
        copy.write(line.getBytes(StandardCharsets.UTF_8));
        copy.flush();
    }

    /** Writes to this log through a filter. */
    PrintStream printer(@CheckForNull ConsoleLogFilter filter) throws IOException, InterruptedException {
        OutputStream stream = stream();
        return printer(filter == null ? stream : filter.decorateLogger((AbstractBuild<?, ?>) null, stream));
    }

    static PrintStream printer(OutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    synchronized String text() {
        return text.toString();
    }
}
