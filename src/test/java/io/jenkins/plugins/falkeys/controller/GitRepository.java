package io.jenkins.plugins.falkeys.controller;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A local Git repository whose branches all have a Jenkinsfile. */
final class GitRepository {

    private final Path folder;

    GitRepository(Path folder, String jenkinsfile) throws Exception {
        this.folder = folder;
        Files.createDirectories(folder);
        git("init", "-q", "-b", "main");
        commit(jenkinsfile);
    }

    String url() {
        return folder.toUri().toString();
    }

    void commit(String jenkinsfile) throws Exception {
        Files.writeString(folder.resolve("Jenkinsfile"), jenkinsfile);
        git("add", ".");
        git("-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "-q", "-m", "Change it");
    }

    void createBranch(String name) throws Exception {
        git("branch", name, "main");
    }

    void deleteBranch(String name) throws Exception {
        git("branch", "-D", name);
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + output);
        }
    }
}
