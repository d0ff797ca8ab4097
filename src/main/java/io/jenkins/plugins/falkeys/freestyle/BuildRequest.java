package io.jenkins.plugins.falkeys.freestyle;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyRequest;
import io.jenkins.plugins.falkeys.engine.Requester;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A freestyle build that asks for a key, and waits for it on its executor. */
final class BuildRequest implements Requester {

    private final AbstractBuild<?, ?> build;
    private final BuildListener listener;
    private final EnvVars environment;
    private final String alias;
    private final String adminCredentialsId;

    BuildRequest(
            AbstractBuild<?, ?> build,
            BuildListener listener,
            @CheckForNull String alias,
            @CheckForNull String adminCredentialsId)
            throws IOException, InterruptedException {
        this.build = build;
        this.listener = listener;
        this.alias = alias;
        this.adminCredentialsId = adminCredentialsId;
        environment = build.getEnvironment(listener);
        environment.keySet().removeAll(build.getSensitiveBuildVariables());
    }

    AbstractBuild<?, ?> build() {
        return build;
    }

    /** Expands build variables, but none that is a secret: the text is shown to everybody. */
    @CheckForNull
    String expand(@CheckForNull String text) {
        return text == null ? null : environment.expand(text);
    }

    KeyRequest keyRequest() {
        // A freestyle build never goes on after a restart, so its place needs no name that outlives it.
        Origin origin = new Origin(
                build.getExternalizableId(),
                build.getTimeInMillis(),
                UUID.randomUUID().toString(),
                build.getParent().getFullName());
        String name = alias == null ? FalKeys.get().keys().uniqueAlias(origin, build.getNumber()) : expand(alias);
        return new KeyRequest(origin, name, alias == null, adminCredentialsId);
    }

    /** A freestyle build never goes on after a restart, so nothing is saved to find it again. */
    @Override
    public CompletableFuture<Void> save() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void waiting(String line) {
        log(line);
    }

    void log(String line) {
        listener.getLogger().println(line);
    }

    /** Waits for the engine. An abort of the build aborts the work, unless that is done already. */
    <T> T await(CompletableFuture<T> work) throws AbortException, InterruptedException {
        try {
            return work.get();
        } catch (InterruptedException e) {
            if (work.cancel(true)) {
                throw e;
            }
            Thread.currentThread().interrupt();
            return await(work);
        } catch (CancellationException e) {
            throw new AbortException(Messages.BuildRequest_stopped());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeyException) {
                throw new AbortException(e.getCause().getMessage());
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
