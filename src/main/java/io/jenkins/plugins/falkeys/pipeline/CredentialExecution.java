package io.jenkins.plugins.falkeys.pipeline;

import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Returns the details of a stored key as a plain map, which a sandboxed script may read and which survives a restart.
 */
abstract class CredentialExecution extends KeyStepExecution<CreatedKey> {

    private static final long serialVersionUID = 1L;

    CredentialExecution(StepContext context) {
        super(context);
    }

    @Override
    protected final void succeeded(CreatedKey key) throws IOException, InterruptedException {
        getContext().get(TaskListener.class).getLogger().println(key.description());
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("keyId", key.keyId());
        answer.put("alias", key.alias());
        answer.put("credentialsId", key.target().credentialsId());
        answer.put("createdAt", key.createdAt().toString());
        Instant end = key.expiresAt();
        if (end != null) {
            answer.put("expiresAt", end.toString());
        }
        getContext().onSuccess(answer);
    }
}
