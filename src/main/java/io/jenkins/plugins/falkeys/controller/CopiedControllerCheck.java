package io.jenkins.plugins.falkeys.controller;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.XmlFile;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.LedgerOwner;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Notices if this controller is a copy of the one that owns the ledger. A copy, started for a test for example, has a
 * copy of the ledger too, and would revoke the keys that the original uses.
 */
final class CopiedControllerCheck implements LedgerOwner {

    private static final Logger LOGGER = Logger.getLogger(CopiedControllerCheck.class.getName());

    private final XmlFile file =
            new XmlFile(Jenkins.XSTREAM2, new File(Jenkins.get().getRootDir(), "fal-keys/controller.xml"));
    private Home.Owner owner;
    /** The time of the file that the owner was read from. */
    private long ownerModified;

    @Override
    public void require() throws KeyException {
        List<String> differences = differences();
        if (!differences.isEmpty()) {
            throw new KeyException(Messages.CopiedControllerCheck_copied(String.join("; ", differences)));
        }
    }

    /**
     * How this controller differs from the one that owns the ledger; empty if it is the owner. The first controller
     * that asks becomes the owner.
     */
    @NonNull
    synchronized List<String> differences() {
        try {
            Home.Owner now = Home.Owner.ofThisController();
            if (!file.exists()) {
                write(now);
                return List.of();
            }
            List<String> differences = recorded().differencesFrom(now);
            if (differences.isEmpty() && !recorded().hasRootUrl() && now.hasRootUrl()) {
                write(now);
            }
            return differences;
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> "Could not find out which controller owns these records: " + file);
            return List.of(Messages.CopiedControllerCheck_unreadable(
                    file.getFile(), e.getClass().getSimpleName()));
        }
    }

    private Home.Owner recorded() throws IOException {
        long modified = file.getFile().lastModified();
        if (owner == null || modified != ownerModified) {
            owner = (Home.Owner) file.read();
            ownerModified = modified;
        }
        return owner;
    }

    private void write(Home.Owner now) throws IOException {
        file.write(now);
        owner = null;
    }

    /** Makes this controller the owner of the ledger. */
    synchronized void takeOver() {
        try {
            write(Home.Owner.ofThisController());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
