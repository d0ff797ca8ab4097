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

/** A build that asks for its key by reading a credential. */
final class BuildKeyRequest implements Requester {

    /** What the place of a key begins with that a credential asked for; places of steps and build steps do not. */
    private static final String PLACE = "credential ";

    private static final Logger LOGGER = Logger.getLogger(BuildKeyRequest.class.getName());

    private final Run<?, ?> build;

    private BuildKeyRequest(Run<?, ?> build) {
        this.build = build;
    }

    /** Whether a credential asked for the key. */
    static boolean made(Origin origin) {
        return origin.node().startsWith(PLACE);
    }

    /**
     * Mints the build's key, without waiting for it.
     *
     * @param key gets the key, or the {@link KeyException}; to cancel it aborts the request
     */
    static void mint(FalBuildKeyCredentials credentials, Run<?, ?> build, CompletableFuture<Secret> key) {
        KeyService keys = FalKeys.get().keys();
        // Its place needs no name that outlives a restart: who reads the credential then gets another key, and the end
        // of the build is the end of both.
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
            key.completeExceptionally(e); // others may wait for it
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
     * What the job has under that ID, whoever the build runs as. Whoever only starts a build may have it read a credential
     * of their own, but must not choose the account that way, nor what a key may cost.
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

    /** The record names the build, and that is all that finds it again. */
    @Override
    public CompletableFuture<Void> save() {
        return CompletableFuture.completedFuture(null);
    }

    /** Only a Pipeline's log can be written to from here. */
    @Override
    public void waiting(String line) {
        if (build instanceof FlowExecutionOwner.Executable pipeline) {
            FlowExecutionOwner owner = pipeline.asFlowExecutionOwner();
            try {
                if (owner != null) {
                    owner.getListener().getLogger().println(line);
                }
            } catch (IOException e) {
                LOGGER.log(Level.FINE, e, () -> build + " does not say what it waits for");
            }
        }
        LOGGER.fine(() -> build + ": " + line);
    }
}
