package org.jenkinsci.plugins.workflow.steps;

import hudson.console.ConsoleLogFilter;
import hudson.model.AbstractBuild;
import java.io.IOException;
import java.io.OutputStream;

/** Runs the block of a step. */
public abstract class BodyInvoker {

    public abstract BodyInvoker withContext(Object override);

    public abstract BodyInvoker withCallback(BodyExecutionCallback callback);

    public abstract BodyExecution start();

    public static ConsoleLogFilter mergeConsoleLogFilters(ConsoleLogFilter original, ConsoleLogFilter subsequent) {
        return original == null
                ? subsequent
                : new ConsoleLogFilter() {
                    @Override
                    @SuppressWarnings("rawtypes") // as Jenkins declares it
                    public OutputStream decorateLogger(AbstractBuild build, OutputStream logger)
                            throws IOException, InterruptedException {
                        return subsequent.decorateLogger(build, original.decorateLogger(build, logger));
                    }
                };
    }
}
