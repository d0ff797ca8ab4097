package io.jenkins.plugins.falkeys.freestyle;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.BuildListener;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.KeyVariables;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyReceiver.Lease;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.masking.BuildMasks;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A key that lives as long as a freestyle build. */
final class FreestyleKey {

    private static final Logger LOGGER = Logger.getLogger(FreestyleKey.class.getName());

    /**
     * Recording the end of a key takes milliseconds. A disk that hangs must not block the build for longer than this.
     */
    private static final Duration MAX_WAIT_FOR_END = Duration.ofSeconds(10);

    private final FalKey key;
    private final KeyVariables variables;
    private final Lease lease;

    private FreestyleKey(FalKey key, KeyVariables variables, Lease lease) {
        this.key = key;
        this.variables = variables;
        this.lease = lease;
    }

    /**
     * Mints a key, and masks it in the build's log before anything can print it.
     *
     * @param maxCost the cost at which the key is revoked and the build stopped; null for no limit
     */
    static FreestyleKey mint(BuildRequest request, @CheckForNull String maxCost, KeyVariables variables)
            throws AbortException, InterruptedException {
        KeyRequest limited;
        try {
            variables.check();
            limited = request.keyRequest().limitedTo(maxCost);
        } catch (KeyException e) {
            throw new AbortException(e.getMessage());
        }
        BuildMasks masks =
                BuildMasks.of(request.build()).orElseThrow(() -> new AbortException(Messages.FreestyleKey_notMasked()));
        AtomicReference<FalKey> minted = new AtomicReference<>();
        Lease lease = request.await(FalKeys.get().keys().withKey(limited, request, (key, id) -> {
            masks.add(key);
            minted.set(key);
        }));
        request.log(Messages.FreestyleKey_shown(minted.get().keyId(), variables.key()));
        return new FreestyleKey(minted.get(), variables, lease);
    }

    /** Adds the key to an environment. Jenkins expands these values twice, so each {@code $} is written four times. */
    void addTo(Map<String, String> env) {
        variables.secret(key).forEach((name, value) -> env.put(name, value.replace("$", "$$$$")));
        variables.plain(key).forEach((name, value) -> env.put(name, value.replace("$", "$$$$")));
    }

    /**
     * Ends the key. Never fails.
     *
     * @return false if the key was revoked because of its cost, so that the build has to fail
     */
    boolean end(BuildListener listener) {
        try {
            Optional<String> stopped =
                    FalKeys.get().keys().end(lease).get(MAX_WAIT_FOR_END.toMillis(), TimeUnit.MILLISECONDS);
            listener.getLogger().println(stopped.orElseGet(() -> Messages.FreestyleKey_deleting(key.keyId())));
            return stopped.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeyException) {
                listener.getLogger().println(e.getCause().getMessage());
            } else {
                LOGGER.log(Level.WARNING, e, () -> "The key " + key.keyId() + " is revoked later");
            }
        } catch (TimeoutException | RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "The key " + key.keyId() + " is revoked later");
        }
        return true;
    }
}
