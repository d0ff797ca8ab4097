package io.jenkins.plugins.falkeys.scenarios;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.falkeys.FalApiStub;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One build and its expected outcome, on any controller. It is a folder with a {@code Jenkinsfile} or a
 * {@code freestyle.json}, and a {@code scenario.json} for everything else.
 *
 * @param folder the folder that it is read from
 */
public record Scenario(Path folder, Expectations expectations) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

    /** All scenarios, in the order of their names. */
    public static List<Scenario> all() {
        try (Stream<Path> folders =
                Files.list(Path.of(Scenario.class.getResource("/scenarios").toURI()))) {
            return folders.sorted().map(Scenario::load).toList();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Scenario load(Path folder) {
        return new Scenario(folder, read(folder.resolve("scenario.json"), Expectations.class));
    }

    public String name() {
        return folder.getFileName().toString();
    }

    /** Limits the rate, and queues the faults. */
    public void prepare(FalApiStub fal) {
        expectations.limits().forEach(fal::limit);
        expectations.faults().stream().map(FalApiStub.Fault::of).forEach(fal::next);
    }

    /**
     * Starts to report what keys cost, if the scenario has costs.
     *
     * @param collect makes Jenkins ask for costs once
     * @param log returns the log of the build so far
     * @return stops it
     */
    public AutoCloseable report(FalApiStub fal, Supplier<CompletableFuture<Void>> collect, Supplier<String> log) {
        return expectations.usage() == null ? () -> {} : expectations.usage().start(fal, collect, log);
    }

    public boolean isPipeline() {
        return Files.exists(folder.resolve("Jenkinsfile"));
    }

    public String jenkinsfile() throws IOException {
        return Files.readString(folder.resolve("Jenkinsfile"));
    }

    public FreestyleJob freestyleJob() {
        return read(folder.resolve("freestyle.json"), FreestyleJob.class);
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            return JSON.readValue(file.toFile(), type);
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot read " + file, e);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
