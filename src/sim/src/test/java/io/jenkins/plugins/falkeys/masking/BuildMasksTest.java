package io.jenkins.plugins.falkeys.masking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.SimBuild;
import hudson.model.SimJob;
import hudson.model.SimProject;
import hudson.model.SimRun;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The masks on the log of a freestyle build grow while it is open. */
class BuildMasksTest {

    private final SimBuild build = new SimBuild(new SimProject("job"), Map.of(), Map.of(), List.of());
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    private static void write(OutputStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hidesKeysFromTheMomentTheyAreMinted() throws Exception {
        try (OutputStream stream = new BuildLogFilter().decorateLogger(build, log)) {
            write(stream, "before\n");
            BuildMasks.of(build).orElseThrow().add(FalKey.of("one", "0123456789"));
            write(stream, "first one:0123456789\n");
            BuildMasks.of(build).orElseThrow().add(FalKey.of("two", "abcdefghij"));
            write(stream, "both one:0123456789 and abcdefghij\n");
        }

        assertEquals("before\nfirst ****\nboth **** and ****\n", log.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aLogThatIsClosedIsNotMasked() throws Exception {
        assertTrue(BuildMasks.of(build).isEmpty());
        try (OutputStream stream = new BuildLogFilter().decorateLogger(build, log)) {
            assertTrue(BuildMasks.of(build).isPresent());
            write(stream, "open");
        }
        assertTrue(BuildMasks.of(build).isEmpty());
    }

    @Test
    void leavesPipelinesToTheirSteps() throws Exception {
        assertSame(log, new BuildLogFilter().decorateLogger(new SimRun(new SimJob("job")), log));
    }
}
