package io.jenkins.plugins.falkeys.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyReceiver.Lease;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.masking.BuildSecrets;
import io.jenkins.plugins.falkeys.masking.KeyFailureHandler;
import io.jenkins.plugins.falkeys.masking.KeyMask;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FailureHandler;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Runs the block once it has its key, and revokes the key when the block ends. */
final class WithFalKeyExecution extends KeyStepExecution<Lease> {

    private static final long serialVersionUID = 1L;

    private final WithFalKeyStep step;
    private BodyExecution body;
    private boolean bodyStarted;
    private EndKey end;
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
    protected CompletableFuture<Lease> request(KeyService keys, Origin origin)
            throws KeyException, IOException, InterruptedException {
        step.variables().check();
        boolean unique = step.getAlias() == null;
        Run<?, ?> run = getContext().get(Run.class);
        String alias = unique ? keys.uniqueAlias(origin, run.getNumber()) : step.getAlias();
        Double maxCost = step.getMaxCost();
        if (maxCost != null && maxCost.isNaN()) {
            throw new KeyException(Messages.WithFalKeyExecution_noNumber());
        }
        KeyRequest request = new KeyRequest(origin, alias, unique, step.getAdminCredentialsId())
                .limitedTo(maxCost == null ? null : maxCost.toString());
        return keys.withKey(request, this, this::runBody);
    }

    @Override
    protected void succeeded(Lease lease) {
        // the block continues by itself, and ends the step
    }

    @Override
    public void onResume() {
        if (end != null) {
            end.resume();
            watchCost();
        }
        if (!bodyStarted) {
            super.onResume();
        }
    }

    private void runBody(FalKey key, Lease lease) throws IOException, InterruptedException {
        StepContext context = getContext();
        KeyMask mask = new KeyMask(key, context.get(Run.class).getCharset().name());
        context.get(TaskListener.class)
                .getLogger()
                .println(Messages.WithFalKeyExecution_shown(
                        key.keyId(), step.variables().key()));
        end = new EndKey(lease);
        BodyInvoker invoker = context.newBodyInvoker()
                .withContext(EnvironmentExpander.merge(
                        context.get(EnvironmentExpander.class), new KeyEnvironment(step.variables(), key)))
                .withContext(BodyInvoker.mergeConsoleLogFilters(context.get(ConsoleLogFilter.class), mask))
                .withContext(FailureHandler.merge(context.get(FailureHandler.class), new KeyFailureHandler(mask)))
                .withCallback(new BodyEnd(this));
        synchronized (this) {
            if (stopped) {
                throw new CancellationException();
            }
            body = invoker.start();
        }
        watchCost();
    }

    private void watchCost() {
        if (step.getMaxCost() != null) {
            end.watchCost(this::overspent);
        }
    }

    /** The key was revoked because of its cost. The end of the block reports this to the build. */
    private void overspent(String why) {
        BodyExecution running;
        synchronized (this) {
            running = body;
        }
        if (running != null) {
            running.cancel(FalKeys.get().interruption(why));
        }
    }

    void bodyStarted() {
        bodyStarted = true;
    }

    /** The block has ended, with a result or an error. */
    void bodyEnded(Object result, Throwable error) {
        end.endWith(getContext(), result, error);
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
}
