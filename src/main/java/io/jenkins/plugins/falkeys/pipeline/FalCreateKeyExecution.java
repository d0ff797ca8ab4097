package io.jenkins.plugins.falkeys.pipeline;

import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.engine.CreatedKey;
import io.jenkins.plugins.falkeys.engine.KeyRequest;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.Origin;
import io.jenkins.plugins.falkeys.engine.StoreRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Returns what was made as a plain map, which a sandboxed script may read and a restart may bring back. */
final class FalCreateKeyExecution extends KeyStepExecution<CreatedKey> {

    private static final long serialVersionUID = 1L;

    private final FalCreateKeyStep step;

    FalCreateKeyExecution(StepContext context, FalCreateKeyStep step) {
        super(context);
        this.step = step;
    }

    @Override
    protected CompletableFuture<CreatedKey> ask(
            KeyService keys, Origin origin, Supplier<CompletableFuture<Void>> saved) {
        return keys.create(
                new KeyRequest(origin, step.getAlias(), false, step.getAdminCredentialsId()),
                new StoreRequest(step.getCredentialsId(), step.getFolder(), step.getDescription()),
                saved);
    }

    @Override
    protected void answered(CreatedKey created) throws IOException, InterruptedException {
        getContext().get(TaskListener.class).getLogger().println(created.describe());
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("keyId", created.keyId());
        answer.put("alias", created.alias());
        answer.put("credentialsId", created.target().credentialsId());
        answer.put("createdAt", created.createdAt().toString());
        getContext().onSuccess(answer);
    }
}
