package hudson.console;

import hudson.ExtensionPoint;
import hudson.model.AbstractBuild;
import hudson.model.Run;
import java.io.IOException;
import java.io.OutputStream;

/** Changes what is written to a log. Each of the two methods calls the other, so one of them must be overridden. */
public abstract class ConsoleLogFilter implements ExtensionPoint {

    @SuppressWarnings("rawtypes") // as Jenkins declares it
    public OutputStream decorateLogger(AbstractBuild build, OutputStream logger)
            throws IOException, InterruptedException {
        return decorateLogger((Run) build, logger);
    }

    @SuppressWarnings("rawtypes") // as Jenkins declares it
    public OutputStream decorateLogger(Run build, OutputStream logger) throws IOException, InterruptedException {
        return build instanceof AbstractBuild freestyle ? decorateLogger(freestyle, logger) : logger;
    }
}
