package io.jenkins.plugins.falkeys.ledger;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A folder on disk. */
final class RecordFolder implements RecordFiles {

    private final Path folder;
    private final DurableFiles files;

    /**
     * @param folder need not exist yet
     */
    RecordFolder(Path folder, DurableFiles files) {
        this.folder = folder;
        this.files = files;
    }

    @Override
    public void list(Consumer<String> name) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            found.forEach(file -> name.accept(folder.relativize(file).toString()));
        }
    }

    @Override
    public String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Override
    public void write(String name, String text) throws IOException {
        files.write(folder.resolve(name), text);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
