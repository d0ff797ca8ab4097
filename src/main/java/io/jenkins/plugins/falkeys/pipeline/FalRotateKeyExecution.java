package io.jenkins.plugins.falkeys.pipeline;

import hudson.AbortException;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import io.jenkins.plugins.falkeys.masking.BuildSecrets;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Requests a replacement for the key in a credential. */
final class FalRotateKeyExecution extends CredentialExecution {

    private static final long serialVersionUID = 1L;

    private final FalRotateKeyStep step;

    FalRotateKeyExecution(StepContext context, FalRotateKeyStep step) {
        super(context);
        this.step = step;
    }

    @Override
    protected void check(BuildSecrets secrets) throws AbortException {
        secrets.refuse("credentialsId", step.getCredentialsId());
        secrets.refuse("alias", step.getAlias());
        secrets.refuse("adminCredentialsId", step.getAdminCredentialsId());
    }

    @Override
    protected CompletableFuture<CreatedKey> request(KeyService keys, Origin origin) throws KeyException {
        if (step.getCredentialsId() == null) {
            throw new KeyException(Messages.FalRotateKeyExecution_noCredentialsId());
        }
        return keys.rotate(
                new RotateRequest(
                        origin,
                        step.getCredentialsId(),
                        step.getAlias(),
                        step.getGraceMinutes(),
                        step.getAdminCredentialsId()),
                this);
    }
}
