package io.jenkins.plugins.falkeys.ledger;

import java.io.IOException;
import java.util.function.Consumer;

/** The ledger's files: one folder with many small files. */
public interface RecordFiles {

    /** Passes on the name of each file, in no particular order. There may be a million of them. */
    void list(Consumer<String> name) throws IOException;

    String read(String name) throws IOException;

    /**
     * Creates or replaces a file. After a crash, the file has either its old or its new content, never a part; once
     * this method has returned, the new content.
     */
    void write(String name, String text) throws IOException;

    /** Deletes a file if it exists. */
    void delete(String name) throws IOException;
}
