package io.jenkins.plugins.falkeys.ledger;

import java.io.IOException;
import java.nio.file.Path;

/** Writes small files that survive a crash. */
@FunctionalInterface
public interface DurableFiles {

    /**
     * Creates or replaces a file. After a crash, the file has either its old or its new content, never a part; once
     * this method has returned, the new content.
     */
    void write(Path file, String text) throws IOException;
}
