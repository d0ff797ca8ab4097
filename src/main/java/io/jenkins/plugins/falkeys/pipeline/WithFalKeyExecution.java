package io.jenkins.plugins.falkeys.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyRequest;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.masking.BuildSecrets;
import io.jenkins.plugins.falkeys.masking.KeyFailureHandler;
import io.jenkins.plugins.falkeys.masking.KeyMask;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FailureHandler;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Runs the block once the key is there, and ends the key with the block. */
final class WithFalKeyExecution extends KeyStepExecution<String> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(WithFalKeyExecution.class.getName());

    private final WithFalKeyStep step;
    private BodyExecution body;
    private boolean bodyStarted;
    private transient boolean stopped;

    WithFalKeyExecution(StepContext context, WithFalKeyStep step) {
        super(context);
        this.step = step;
    }

    @Override
    protected void check(BuildSecrets secrets) throws AbortException {
        secrets.refuse("alias", step.getAlias());
        secrets.refuse("adminCredentialsId", step.getAdminCredentialsId());
    }

    @Override
    protected CompletableFuture<String> ask(KeyService keys, Origin origin, Supplier<CompletableFuture<Void>> saved)
            throws KeyException, IOException, InterruptedException {
        step.variables().check();
        boolean unique = step.getAlias() == null;
        Run<?, ?> run = getContext().get(Run.class);
        String alias = unique ? keys.uniqueAlias(origin, run.getNumber()) : step.getAlias();
        return keys.withKey(new KeyRequest(origin, alias, unique, step.getAdminCredentialsId()), saved, this::runBody);
    }

    @Override
    protected void answered(String recordId) {
        // the block goes on from here, and ends the step
    }

    @Override
    public void onResume() {
        if (!bodyStarted) {
            super.onResume();
        }
    }

    private synchronized void runBody(FalKey key, String recordId) throws IOException, InterruptedException {
        if (stopped) {
            throw new CancellationException();
        }
        StepContext context = getContext();
        KeyMask mask = new KeyMask(key, context.get(Run.class).getCharset().name());
        context.get(TaskListener.class)
                .getLogger()
                .println(Messages.WithFalKeyExecution_shown(
                        key.keyId(), step.variables().key()));
        body = context.newBodyInvoker()
                .withContext(EnvironmentExpander.merge(
                        context.get(EnvironmentExpander.class), new KeyEnvironment(step.variables(), key)))
                .withContext(BodyInvoker.mergeConsoleLogFilters(context.get(ConsoleLogFilter.class), mask))
                .withContext(FailureHandler.merge(context.get(FailureHandler.class), new KeyFailureHandler(mask)))
                .withCallback(new EndKey(this, recordId))
                .start();
    }

    @Override
    public void stop(@NonNull Throwable cause) throws Exception {
        synchronized (this) {
            stopped = true;
            if (body != null) {
                body.cancel(cause);
                return;
            }
        }
        super.stop(cause);
    }

    /** Ends the key with the block, whatever became of the block, and leaves the block's result as it is. */
    private static final class EndKey extends BodyExecutionCallback.TailCall {

        private static final long serialVersionUID = 1L;

        private final WithFalKeyExecution execution;
        private final String recordId;

        EndKey(WithFalKeyExecution execution, String recordId) {
            this.execution = execution;
            this.recordId = recordId;
        }

        @Override
        public void onStart(StepContext context) {
            execution.bodyStarted = true;
        }

        /** On the CPS VM thread, so that no restart comes between the block and the record of its end. */
        @Override
        protected void finished(StepContext context) {
            try {
                String keyId = FalKeys.get().keys().end(recordId);
                context.get(TaskListener.class).getLogger().println(Messages.WithFalKeyExecution_deleting(keyId));
            } catch (IOException | InterruptedException | RuntimeException e) {
                LOGGER.log(Level.WARNING, e, () -> "The key of record " + recordId + " is deleted later");
            }
        }
    }
}
