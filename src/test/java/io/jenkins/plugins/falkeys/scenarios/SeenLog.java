package io.jenkins.plugins.falkeys.scenarios;

import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Another plugin's log filter, which records what it sees. Its name sorts after this plugin's own filters. */
public final class SeenLog extends ConsoleLogFilter {

    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    @Override
    @SuppressWarnings("rawtypes") // as declared
    public OutputStream decorateLogger(Run build, OutputStream logger) {
        return new FilterOutputStream(logger) {
            @Override
            public void write(int b) throws IOException {
                seen.write(b);
                super.write(b);
            }
        };
    }

    /** What the filter has seen of all logs. */
    public String text() {
        return seen.toString(StandardCharsets.UTF_8);
    }
}
