package io.jenkins.plugins.falkeys.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyReceiver.Lease;
import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Revokes the key of a block and then ends the step with the block's own result, whatever happens to the key. The end
 * of the key is recorded on a thread of the engine, since the CPS VM thread must not wait for a file. After a restart
 * in between, it starts over.
 */
final class EndKey implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(EndKey.class.getName());

    private final Lease lease;
    private StepContext context;
    private Object result;
    private Throwable error;

    EndKey(Lease lease) {
        this.lease = lease;
    }

    /** The block has ended. */
    void endWith(StepContext stepContext, Object bodyResult, Throwable bodyError) {
        context = stepContext;
        result = bodyResult;
        error = bodyError;
        resume();
    }

    /** Continues after a restart, if the block had ended before it. */
    void resume() {
        if (context != null) {
            FalKeys.get()
                    .keys()
                    .end(lease)
                    .whenComplete((stopped, thrown) -> finish(stopped == null ? null : stopped.orElse(null), thrown));
        }
    }

    /**
     * Tells the block if its key is revoked because of its cost, unless the block has ended.
     *
     * @param stop receives a sentence that says why
     */
    void watchCost(Consumer<String> stop) {
        if (context == null) {
            FalKeys.get().keys().watchCost(lease, stop);
        }
    }

    private void finish(@CheckForNull String stopped, @CheckForNull Throwable thrown) {
        Throwable why = thrown != null && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (why instanceof CancellationException) {
            return; // Jenkins is stopping; the step continues after the restart
        }
        Throwable end = error;
        if (stopped != null) {
            log(stopped);
            end = stoppedFor(stopped);
        } else if (why == null) {
            log(Messages.EndKey_deleting(lease.keyId()));
        } else if (why instanceof KeyException) {
            log(why.getMessage());
        } else {
            LOGGER.log(Level.WARNING, why, () -> "The key " + lease.keyId() + " is revoked later");
        }
        if (end == null) {
            context.onSuccess(result);
        } else {
            context.onFailure(end);
        }
    }

    /** Even if the block failed for another reason, or succeeded, this is what the build reports. */
    private Throwable stoppedFor(String why) {
        Throwable stopped = FalKeys.get().interruption(why);
        if (error != null && !why.equals(error.getMessage())) {
            stopped.addSuppressed(error);
        }
        return stopped;
    }

    private void log(String line) {
        try {
            context.get(TaskListener.class).getLogger().println(line);
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.FINE, "Could not log what happened to the key of the build", e);
        }
    }
}
