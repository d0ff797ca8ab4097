package io.jenkins.plugins.falkeys.freestyle;

import hudson.AbortException;
import hudson.model.BuildListener;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.KeyVariables;
import io.jenkins.plugins.falkeys.masking.BuildMasks;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A key that lives as long as a freestyle build. */
final class BuildKey {

    private static final Logger LOGGER = Logger.getLogger(BuildKey.class.getName());

    private final FalKey key;
    private final KeyVariables variables;
    private final String recordId;

    private BuildKey(FalKey key, KeyVariables variables, String recordId) {
        this.key = key;
        this.variables = variables;
        this.recordId = recordId;
    }

    /** Mints a key, and masks it in the build's log before anybody can show it. */
    static BuildKey mint(BuildRequest request, KeyVariables variables) throws AbortException, InterruptedException {
        try {
            variables.check();
        } catch (KeyException e) {
            throw new AbortException(e.getMessage());
        }
        BuildMasks masks =
                BuildMasks.of(request.build()).orElseThrow(() -> new AbortException(Messages.BuildKey_notMasked()));
        AtomicReference<FalKey> minted = new AtomicReference<>();
        String recordId = request.await(FalKeys.get()
                .keys()
                .withKey(request.keyRequest(), () -> CompletableFuture.completedFuture(null), (key, id) -> {
                    masks.add(key);
                    minted.set(key);
                }));
        request.log(Messages.BuildKey_shown(minted.get().keyId(), variables.key()));
        return new BuildKey(minted.get(), variables, recordId);
    }

    /** Puts the key into an environment. Jenkins expands these values twice, so each {@code $} is written four times. */
    void show(Map<String, String> env) {
        variables.secret(key).forEach((name, value) -> env.put(name, value.replace("$", "$$$$")));
        variables.open(key).forEach((name, value) -> env.put(name, value.replace("$", "$$$$")));
    }

    /** Ends the key. Never fails: a build that was good stays good. */
    void end(BuildListener listener) {
        try {
            FalKeys.get().keys().end(recordId);
            listener.getLogger().println(Messages.BuildKey_deleting(key.keyId()));
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "The key of record " + recordId + " is deleted later");
        }
    }
}
