package io.jenkins.plugins.falkeys.controller;

import hudson.model.Node;
import hudson.model.Run;
import hudson.model.Slave;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.scenarios.Leaks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * Searches for keys in places that must not have any: logs, all files of a controller and its agents, pages and REST
 * responses.
 */
final class LeakSearch {

    private final JenkinsRule jenkins;
    private final FalApiStub fal;

    LeakSearch(JenkinsRule jenkins, FalApiStub fal) {
        this.jenkins = jenkins;
        this.fal = fal;
    }

    /**
     * The places that show a key.
     *
     * @param others pages to search in addition to those of the build and its job
     */
    List<String> find(Run<?, ?> run, String... others) throws Exception {
        List<String> forms = forms();
        List<String> leaks = Leaks.find(JenkinsRule.getLog(run), fal);
        Path home = jenkins.jenkins.getRootDir().toPath();
        search(home, home.resolve("plugins"), forms, leaks);
        for (Node agent : jenkins.jenkins.getNodes()) {
            search(Path.of(((Slave) agent).getRemoteFS()), home, forms, leaks);
        }
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.setJavaScriptEnabled(false);
        for (String page : pages(run, others)) {
            if (shows(client.goTo(page, null).getWebResponse().getContentAsString(), forms)) {
                leaks.add(page);
            }
        }
        return leaks;
    }

    private static List<String> pages(Run<?, ?> run, String... others) {
        String build = run.getUrl();
        String job = run.getParent().getUrl();
        List<String> pages = new ArrayList<>(List.of(
                build,
                build + "api/json?depth=3",
                build + "api/xml?depth=3",
                build + "consoleText",
                build + "console",
                build + "parameters/",
                job + "api/json?depth=3",
                job + "config.xml"));
        pages.addAll(List.of(others));
        return pages;
    }

    /**
     * @param without the files of the plugins, which no build changes
     */
    private static void search(Path root, Path without, List<String> forms, List<String> leaks) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.equals(without) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    if (shows(Files.readString(file, StandardCharsets.ISO_8859_1), forms)) {
                        leaks.add(file.toString());
                    }
                } catch (NoSuchFileException e) {
                    // the build continues and may delete files
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private List<String> forms() {
        List<String> forms = new ArrayList<>();
        for (FalApiStub.Key key : fal.created()) {
            String secret = key.value().substring(key.id().length() + 1);
            for (String form : List.of(key.value(), secret)) {
                forms.add(form);
                forms.add(Base64.getEncoder().withoutPadding().encodeToString(form.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return forms;
    }

    /** Whether the text shows a key. */
    boolean isShownIn(String text) {
        return shows(text, forms());
    }

    private static boolean shows(String text, List<String> forms) {
        return forms.stream().anyMatch(text::contains);
    }
}
