package io.jenkins.plugins.falkeys.masking;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.credentialsbinding.masking.SecretPatterns;

/** What the log of one freestyle build must not show. Grows while the log is open, as keys are minted. */
public final class BuildMasks {

    private static final Map<String, BuildMasks> OPEN = new ConcurrentHashMap<>();

    private final List<String> secrets = new ArrayList<>();
    private volatile Pattern pattern;

    private BuildMasks() {}

    /** The masks on a build's log; empty when its log is not masked, so that no key may be shown to that build. */
    public static Optional<BuildMasks> of(Run<?, ?> build) {
        return Optional.ofNullable(OPEN.get(build.getExternalizableId()));
    }

    static BuildMasks open(Run<?, ?> build) {
        return OPEN.computeIfAbsent(build.getExternalizableId(), id -> new BuildMasks());
    }

    static void close(Run<?, ?> build) {
        OPEN.remove(build.getExternalizableId());
    }

    /** Masks a key from here on. */
    public synchronized void add(FalKey key) {
        secrets.addAll(KeyMask.secrets(key));
        pattern = SecretPatterns.getAggregateSecretPattern(secrets);
    }

    /** What to mask; null when there is nothing yet. */
    @CheckForNull
    Pattern pattern() {
        return pattern;
    }
}
