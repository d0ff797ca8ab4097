package io.jenkins.plugins.falkeys.masking;

import hudson.model.AbstractBuild;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The secrets to mask in the log of one freestyle build. Keys that are minted while the log is open are added. */
@Restricted(NoExternalUse.class)
public final class BuildMasks {

    private static final Map<String, BuildMasks> OPEN = new ConcurrentHashMap<>();

    private final Charset charset;
    private final List<FalKey> keys = new ArrayList<>();
    private volatile KeyFormFinder finder;

    private BuildMasks(Charset charset) {
        this.charset = charset;
    }

    /** The masks on a build's log; empty if its log is not masked, so that the build must not get a key. */
    public static Optional<BuildMasks> of(Run<?, ?> build) {
        return Optional.ofNullable(OPEN.get(build.getExternalizableId()));
    }

    /**
     * Masks a build's log until it is closed. As long as the build has no key, the log is passed through without
     * buffering.
     */
    public static OutputStream mask(AbstractBuild<?, ?> build, OutputStream log) {
        String id = build.getExternalizableId();
        BuildMasks masks = OPEN.computeIfAbsent(id, opened -> new BuildMasks(build.getCharset()));
        return new MaskingStream(log, () -> masks.finder) {
            @Override
            public synchronized void close() throws IOException {
                OPEN.remove(id);
                super.close();
            }
        };
    }

    /** Masks a key from now on. */
    public synchronized void add(FalKey key) {
        keys.add(key);
        finder = new KeyFormFinder(
                keys.stream().flatMap(each -> KeyForms.of(each).stream()).toList(), charset);
    }

    /** The keys that are masked. */
    public synchronized List<FalKey> keys() {
        return List.copyOf(keys);
    }
}
