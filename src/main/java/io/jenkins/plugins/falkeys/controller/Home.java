package io.jenkins.plugins.falkeys.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.XmlFile;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.LedgerOwner;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Knows which controller owns the ledger. A copy of a controller, started for a test, has a copy of the ledger too, and
 * would revoke the keys that the original uses.
 */
final class Home implements LedgerOwner {

    private static final Logger LOGGER = Logger.getLogger(Home.class.getName());

    private final XmlFile file =
            new XmlFile(Jenkins.XSTREAM2, new File(Jenkins.get().getRootDir(), "fal-keys/controller.xml"));
    private long read;
    private Owner owner;

    /** What identifies a controller. */
    private static final class Owner {

        private final String instanceId;
        private final String home;
        private final String rootUrl;

        private Owner(String instanceId, String home, @CheckForNull String rootUrl) {
            this.instanceId = instanceId;
            this.home = home;
            this.rootUrl = rootUrl;
        }

        static Owner ofThisController() {
            Jenkins jenkins = Jenkins.get();
            return new Owner(jenkins.getLegacyInstanceId(), jenkins.getRootDir().getPath(), jenkins.getRootUrl());
        }

        /** A root URL that is not set yet says nothing, so it is not compared. */
        List<String> differencesFrom(Owner other) {
            List<String> differences = new ArrayList<>();
            if (!Objects.equals(instanceId, other.instanceId)) {
                differences.add(Messages.Home_identity());
            }
            if (!Objects.equals(home, other.home)) {
                differences.add(Messages.Home_home(home, other.home));
            }
            if (rootUrl != null && other.rootUrl != null && !rootUrl.equals(other.rootUrl)) {
                differences.add(Messages.Home_url(rootUrl, other.rootUrl));
            }
            return differences;
        }
    }

    @Override
    public void require() throws KeyException {
        List<String> differences = differences();
        if (!differences.isEmpty()) {
            throw new KeyException(Messages.Home_copied(String.join("; ", differences)));
        }
    }

    /**
     * How this controller differs from the one that owns the ledger; empty if it is the owner. The first controller
     * that asks becomes the owner.
     */
    @NonNull
    synchronized List<String> differences() {
        try {
            Owner now = Owner.ofThisController();
            if (!file.exists()) {
                write(now);
                return List.of();
            }
            List<String> differences = recorded().differencesFrom(now);
            if (differences.isEmpty() && recorded().rootUrl == null && now.rootUrl != null) {
                write(now);
            }
            return differences;
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> "Could not find out which controller owns these records: " + file);
            return List.of(Messages.Home_unreadable(file.getFile(), e.getClass().getSimpleName()));
        }
    }

    private Owner recorded() throws IOException {
        long modified = file.getFile().lastModified();
        if (owner == null || modified != read) {
            owner = (Owner) file.read();
            read = modified;
        }
        return owner;
    }

    private void write(Owner now) throws IOException {
        file.write(now);
        owner = null;
    }

    /** Makes this controller the owner of the ledger. */
    synchronized void takeOver() {
        try {
            write(Owner.ofThisController());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
