package io.jenkins.plugins.falkeys.ledger;

import java.io.IOException;
import java.nio.file.Path;

/** Writes small files that survive a crash. */
@FunctionalInterface
public interface DurableFiles {

    /**
     * Writes a file in place of an older one. After a crash there is the older one or this one, whole; once this has
     * returned there is this one.
     */
    void write(Path file, String text) throws IOException;
}
