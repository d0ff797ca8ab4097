package io.jenkins.plugins.falkeys.freestyle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.Extensions;
import hudson.model.SimBuild;
import hudson.model.SimJob;
import hudson.model.SimProject;
import hudson.model.SimRun;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.masking.BuildMasks;
import io.jenkins.plugins.falkeys.sim.SecretForms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which logs are masked because of a build step, and from what point on. */
class VariableLogFilterTest {

    private final SimProject project = new SimProject("job");
    private final SimBuild build = new SimBuild(project, Map.of(), Map.of(), List.of());
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final VariableLogFilter filter = new VariableLogFilter();

    @BeforeEach
    void setUp() {
        Extensions.register(new SecretForms());
    }

    @AfterEach
    void tearDown() {
        Extensions.clear();
    }

    private void write(OutputStream stream, String text) throws IOException {
        stream.write(text.getBytes(ISO_8859_1));
    }

    private String log() {
        return log.toString(ISO_8859_1);
    }

    @Test
    void masksKeysFromTheMomentTheyAreMinted() throws Exception {
        project.getBuilders().add(new FalKeyBuilder("k", new VariableOutput("FAL_KEY")));
        try (OutputStream stream = filter.decorateLogger(build, log)) {
            write(stream, "bytes of another charset: \u00e4, and no line end yet");
            assertEquals("bytes of another charset: \u00e4, and no line end yet", log());
            BuildMasks.of(build).orElseThrow().add(FalKey.of("one", "0123456789"));
            write(stream, "; first one:0123456789\n");
            BuildMasks.of(build).orElseThrow().add(FalKey.of("two", "abcdefghij"));
            write(stream, "\u00e4 one:0123456789 and abcdefghij\n");
        }

        assertEquals("bytes of another charset: \u00e4, and no line end yet; first ****\n\u00e4 **** and ****\n", log());
    }

    @Test
    void doesNotMaskAClosedLog() throws Exception {
        project.getBuilders().add(new FalKeyBuilder("k", new VariableOutput("FAL_KEY")));
        assertTrue(BuildMasks.of(build).isEmpty());
        try (OutputStream stream = filter.decorateLogger(build, log)) {
            assertTrue(BuildMasks.of(build).isPresent());
            write(stream, "open");
        }
        assertTrue(BuildMasks.of(build).isEmpty());
    }

    @Test
    void doesNotChangeTheLogOfABuildWithoutAKeyInAVariable() throws Exception {
        assertSame(log, filter.decorateLogger(build, log));
        project.getBuilders().add(new FalKeyBuilder("stored", new SecretTextOutput()));
        project.getBuilders().add(new FalKeyBuilder("stored, too", null));
        assertSame(log, filter.decorateLogger(build, log));
        assertTrue(BuildMasks.of(build).isEmpty());
    }

    @Test
    void leavesPipelineLogsToTheSteps() throws Exception {
        assertSame(log, filter.decorateLogger(new SimRun(new SimJob("job")), log));
    }
}
