package io.jenkins.plugins.falkeys.sim;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs scripts in a real shell, as Jenkins does on Unix. */
final class Shell {

    private Shell() {}

    /**
     * @param out gets the script's output
     * @param err gets its errors, and each of its commands
     * @return its exit code
     */
    static int run(String script, Map<String, String> environment, Path folder, OutputStream out, OutputStream err)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("script", ".sh");
        try {
            Files.writeString(file, script, StandardCharsets.UTF_8);
            ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-xe", file.toString()))
                    .directory(folder.toFile())
                    .redirectErrorStream(out == err);
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            Thread errors = new Thread(() -> copyErrors(process, err));
            errors.start();
            process.getInputStream().transferTo(out);
            errors.join();
            return process.waitFor();
        } finally {
            Files.delete(file);
        }
    }

    private static void copyErrors(Process process, OutputStream err) {
        try {
            process.getErrorStream().transferTo(err);
        } catch (IOException e) {
            process.destroy();
        }
    }
}
