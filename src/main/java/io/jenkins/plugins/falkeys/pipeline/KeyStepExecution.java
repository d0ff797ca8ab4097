package io.jenkins.plugins.falkeys.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.masking.BuildSecrets;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Waits for the engine without blocking a thread. After a restart it sends the request again, and the engine settles
 * what the first one began.
 *
 * @param <T> the result of the request
 */
abstract class KeyStepExecution<T> extends StepExecution implements Requester {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(KeyStepExecution.class.getName());

    private transient volatile CompletableFuture<T> work;

    KeyStepExecution(StepContext context) {
        super(context);
    }

    /** Sends the request to the engine. */
    protected abstract CompletableFuture<T> request(KeyService keys, Origin origin) throws Exception;

    /**
     * Checks those parameters of the step that others will be able to read.
     *
     * @throws AbortException if that would reveal a secret
     */
    protected abstract void check(BuildSecrets secrets) throws AbortException;

    /** Continues with the result of the request. */
    protected abstract void succeeded(T result) throws Exception;

    @Override
    public boolean start() throws Exception {
        check(SecretsInScope.of(getContext()));
        try {
            work = request(FalKeys.get().keys(), Origins.of(getContext()));
        } catch (KeyException e) {
            throw new AbortException(e.getMessage());
        }
        work.whenComplete(this::finished);
        return false;
    }

    @Override
    public void onResume() {
        try {
            start();
        } catch (Exception e) {
            getContext().onFailure(e);
        }
    }

    private void finished(T result, Throwable error) {
        if (error instanceof CancellationException) {
            return; // whoever cancelled has reported it, and after a restart the step sends the request again
        }
        if (error != null) {
            getContext().onFailure(error instanceof KeyException ? new AbortException(error.getMessage()) : error);
            return;
        }
        try {
            succeeded(result);
        } catch (Exception e) {
            getContext().onFailure(e);
        }
    }

    @Override
    public void stop(@NonNull Throwable cause) throws Exception {
        if (work == null || work.cancel(true)) {
            getContext().onFailure(cause);
        }
    }

    @Override
    public boolean blocksRestart() {
        return work != null && !work.isDone();
    }

    @Override
    public String getStatus() {
        return blocksRestart() ? Messages.KeyStepExecution_waiting() : null;
    }

    @Override
    public final CompletableFuture<Void> save() {
        try {
            return ProgramSaves.of(getContext().get(Run.class)).save(getContext());
        } catch (IOException | InterruptedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public final void waiting(String line) {
        try {
            getContext().get(TaskListener.class).getLogger().println(line);
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.FINE, "Could not log what the build is waiting for", e);
        }
    }
}
