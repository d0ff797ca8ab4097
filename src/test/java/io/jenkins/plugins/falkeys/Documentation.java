package io.jenkins.plugins.falkeys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pages written in Markdown: README, CONTRIBUTING and those in {@code docs}. */
public final class Documentation {

    private Documentation() {}

    /** The simulated leg runs two folders below the root. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("README.md")) ? here : here.getParent().getParent();
    }

    public static Path page(String name) {
        return root().resolve(name);
    }

    public static List<Path> pages() {
        try (Stream<Path> inRoot = Files.list(root());
                Stream<Path> inDocs = Files.list(page("docs"))) {
            return Stream.concat(inRoot, inDocs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A fenced code block.
     *
     * @param language the language after the opening fence; empty if there is none
     * @param line the line number of the opening fence, counted from 1
     */
    public record Block(Path page, int line, String language, String code) {

        @Override
        public String toString() {
            return root().relativize(page) + ":" + line;
        }
    }

    public static List<Block> blocks(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        for (int start = 0; start < lines.size(); start++) {
            if (!isFence(lines.get(start))) {
                continue;
            }
            int end = start + 1;
            while (!isFence(lines.get(end))) {
                end++;
            }
            String code = String.join("\n", lines.subList(start + 1, end));
            blocks.add(new Block(page, start + 1, lines.get(start).substring(3).strip(), code));
            start = end;
        }
        return blocks;
    }

    /** The lines of a page outside its code blocks. */
    static List<String> prose(Path page) throws IOException {
        List<String> prose = new ArrayList<>();
        boolean inCode = false;
        for (String line : Files.readAllLines(page)) {
            if (isFence(line)) {
                inCode = !inCode;
            } else if (!inCode) {
                prose.add(line);
            }
        }
        return prose;
    }

    private static boolean isFence(String line) {
        return line.startsWith("```");
    }
}
