package io.jenkins.plugins.falkeys.pipeline;

import hudson.AbortException;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.DeleteRequest;
import io.jenkins.plugins.falkeys.masking.BuildSecrets;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.actions.ArgumentsAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Requests the deletion of a key. It is safe to do that twice, as after a restart. */
final class FalDeleteKeyExecution extends KeyStepExecution<String> {

    private static final long serialVersionUID = 1L;

    private final FalDeleteKeyStep step;

    FalDeleteKeyExecution(StepContext context, FalDeleteKeyStep step) {
        super(context);
        this.step = step;
    }

    /**
     * Pipeline has already recorded the arguments as they were given. If they contain a whole key, they are removed.
     */
    @Override
    public boolean start() throws Exception {
        FlowNode node = getContext().get(FlowNode.class);
        Object keyId = ArgumentsAction.getArguments(node).get("keyId");
        if (keyId != null && keyId.toString().contains(":")) {
            node.removeActions(ArgumentsAction.class);
        }
        return super.start();
    }

    @Override
    protected void check(BuildSecrets secrets) throws AbortException {
        secrets.refuse("keyId", step.getKeyId());
        secrets.refuse("credentialsId", step.getCredentialsId());
    }

    @Override
    protected CompletableFuture<String> request(KeyService keys, Origin origin) {
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
    protected void succeeded(String done) throws IOException, InterruptedException {
        getContext().get(TaskListener.class).getLogger().println(done);
        getContext().onSuccess(null);
    }
}
