package io.jenkins.plugins.falkeys.ledger;

import java.io.IOException;
import java.util.function.Consumer;

/** Where the ledger keeps its files: one folder, in which each file is small. */
public interface RecordFiles {

    /** Passes on the name of each file, in no order. There may be a million of them. */
    void list(Consumer<String> name) throws IOException;

    String read(String name) throws IOException;

    /**
     * Writes a file in place of an older one. After a crash there is the older one or this one, whole; once this has
     * returned there is this one.
     */
    void write(String name, String text) throws IOException;

    /** Deletes a file if it exists. */
    void delete(String name) throws IOException;
}
