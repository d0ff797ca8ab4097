package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.Util;
import hudson.model.Job;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyReceiver.Lease;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;

/** The request of a build that reads a credential of the kind with one key per build. */
final class BuildKeyRequest implements Requester {

    /** Prefix of {@link Origin#node} for keys requested through a credential. Steps and build steps do not use it. */
    private static final String PLACE = "credential ";

    private static final Logger LOGGER = Logger.getLogger(BuildKeyRequest.class.getName());

    private final Run<?, ?> build;

    private BuildKeyRequest(Run<?, ?> build) {
        this.build = build;
    }

    /** Whether a key was requested through a credential. */
    static boolean isThroughCredential(Origin origin) {
        return origin.node().startsWith(PLACE);
    }

    /**
     * Starts minting the build's key, without waiting for it.
     *
     * @param key completes with the key, or with a {@link KeyException}; cancelling it aborts the request
     */
    static void mint(FalBuildKeyCredentials credentials, Run<?, ?> build, CompletableFuture<Secret> key) {
        KeyService keys = FalKeys.get().keys();
        // The node need not be found again after a restart: a later read of the credential gets another key, and both
        // end with the build.
        Origin origin = new Origin(
                build.getExternalizableId(),
                build.getTimeInMillis(),
                PLACE + UUID.randomUUID(),
                build.getParent().getFullName());
        KeyRequest request;
        try {
            FalBuildKeyCredentials ofJob = ofJob(credentials.getId(), build.getParent());
            String alias = keys.uniqueAlias(origin, build.getNumber(), Util.fixNull(ofJob.getAliasPrefix()));
            request = new KeyRequest(origin, alias, true, ofJob.getAdminCredentialsId()).limitedTo(ofJob.getMaxCost());
        } catch (KeyException | RuntimeException e) {
            key.completeExceptionally(e); // others may be waiting for it
            return;
        }
        CompletableFuture<Lease> minting = keys.withKey(request, new BuildKeyRequest(build), (minted, lease) -> {
            if (!key.complete(Secret.fromString(minted.value()))) {
                throw new CancellationException();
            }
        });
        minting.whenComplete((lease, error) -> {
            if (error != null) {
                key.completeExceptionally(error);
            }
        });
        key.whenComplete((secret, error) -> {
            if (key.isCancelled()) {
                minting.cancel(true);
            }
        });
    }

    /**
     * The job's credential of that ID, whoever the build runs as. Somebody who may only start a build may make it read
     * a credential of their own, but must not choose the account or the cost limit that way.
     */
    private static FalBuildKeyCredentials ofJob(String id, Job<?, ?> job) throws KeyException {
        FalBuildKeyCredentials found;
        try {
            found = LookUps.ask(
                    id,
                    () -> CredentialsProvider.findCredentialByIdInItem(
                            id, FalBuildKeyCredentials.class, job, ACL.SYSTEM2, List.of()));
        } catch (KeyException e) {
            throw new KeyException(Messages.AdminKeyLookup_notMade(e.getMessage() + "."));
        }
        if (found == null) {
            throw new KeyException(Messages.BuildKeyRequest_notOfJob(job.getFullName()));
        }
        return found;
    }

    /** Nothing to save: the record names the build, which is enough to find the request again. */
    @Override
    public CompletableFuture<Void> save() {
        return CompletableFuture.completedFuture(null);
    }

    /** From here, only a Pipeline's log can be written to. */
    @Override
    public void waiting(String line) {
        if (build instanceof FlowExecutionOwner.Executable pipeline) {
            FlowExecutionOwner owner = pipeline.asFlowExecutionOwner();
            try {
                if (owner != null) {
                    owner.getListener().getLogger().println(line);
                }
            } catch (IOException e) {
                LOGGER.log(Level.FINE, e, () -> build + ": could not log what it is waiting for");
            }
        }
        LOGGER.fine(() -> build + ": " + line);
    }
}
