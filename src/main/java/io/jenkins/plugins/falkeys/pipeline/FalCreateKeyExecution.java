package io.jenkins.plugins.falkeys.pipeline;

import hudson.AbortException;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import io.jenkins.plugins.falkeys.masking.BuildSecrets;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Requests a key in a new credential. */
final class FalCreateKeyExecution extends CredentialExecution {

    private static final long serialVersionUID = 1L;

    private final FalCreateKeyStep step;

    FalCreateKeyExecution(StepContext context, FalCreateKeyStep step) {
        super(context);
        this.step = step;
    }

    @Override
    protected void check(BuildSecrets secrets) throws AbortException {
        secrets.refuse("alias", step.getAlias());
        secrets.refuse("credentialsId", step.getCredentialsId());
        secrets.refuse("description", step.getDescription());
        secrets.refuse("folder", step.getFolder());
        secrets.refuse("adminCredentialsId", step.getAdminCredentialsId());
    }

    @Override
    protected CompletableFuture<CreatedKey> request(KeyService keys, Origin origin) throws KeyException {
        if (step.getAlias() == null) {
            throw new KeyException(Messages.FalCreateKeyExecution_noAlias());
        }
        return keys.create(
                new KeyRequest(origin, step.getAlias(), false, step.getAdminCredentialsId()),
                new StoreRequest(
                                step.getCredentialsId(),
                                step.getFolder(),
                                step.getDescription(),
                                IfExists.of(step.getIfExists()))
                        .expiringAfter(step.getExpiresAfterDays()),
                this);
    }
}
