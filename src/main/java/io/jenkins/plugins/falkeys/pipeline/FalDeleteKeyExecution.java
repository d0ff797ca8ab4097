package io.jenkins.plugins.falkeys.pipeline;

import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.engine.DeleteRequest;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Asks for the end of a key. To ask twice, as after a restart, does no harm. */
final class FalDeleteKeyExecution extends KeyStepExecution<String> {

    private static final long serialVersionUID = 1L;

    private final FalDeleteKeyStep step;

    FalDeleteKeyExecution(StepContext context, FalDeleteKeyStep step) {
        super(context);
        this.step = step;
    }

    @Override
    protected CompletableFuture<String> ask(KeyService keys, Origin origin) {
        return keys.delete(
                new DeleteRequest(
                        origin,
                        step.getKeyId(),
                        step.getCredentialsId(),
                        step.isRemoveCredential(),
                        step.isFailIfMissing()),
                this);
    }

    @Override
    protected void answered(String done) throws IOException, InterruptedException {
        getContext().get(TaskListener.class).getLogger().println(done);
        getContext().onSuccess(null);
    }
}
