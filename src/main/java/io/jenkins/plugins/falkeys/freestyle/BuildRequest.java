package io.jenkins.plugins.falkeys.freestyle;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.masking.BuildMasks;
import io.jenkins.plugins.falkeys.masking.BuildSecrets;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The request of a freestyle build, which waits for its key on its executor. */
final class BuildRequest implements Requester {

    private final AbstractBuild<?, ?> build;
    private final BuildListener listener;
    private final EnvVars environment;
    private final BuildSecrets secrets;
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
        secrets = BuildSecrets.of(build);
        for (String variable : build.getSensitiveBuildVariables()) {
            secrets.add("$" + variable, environment.get(variable));
        }
        BuildMasks.of(build).map(BuildMasks::keys).orElse(List.of()).forEach(secrets::add);
    }

    AbstractBuild<?, ?> build() {
        return build;
    }

    /**
     * Expands build variables in a text that others will be able to read.
     *
     * @param parameter the name of the parameter that the text belongs to
     * @throws AbortException if the result would reveal a secret of the build
     */
    @CheckForNull
    String expand(String parameter, @CheckForNull String text) throws AbortException {
        if (text == null) {
            return null;
        }
        String expanded = environment.expand(text);
        for (String variable : build.getSensitiveBuildVariables()) {
            EnvVars others = new EnvVars(environment);
            others.remove(variable);
            if (!others.expand(text).equals(expanded)) {
                throw BuildSecrets.shown(parameter, "$" + variable);
            }
        }
        secrets.refuse(parameter, expanded);
        return expanded;
    }

    KeyRequest keyRequest() throws AbortException {
        // A freestyle build never continues after a restart, so the node need not be found again.
        Origin origin = new Origin(
                build.getExternalizableId(),
                build.getTimeInMillis(),
                UUID.randomUUID().toString(),
                build.getParent().getFullName());
        String name = alias == null ? uniqueAlias(origin) : expand("alias", alias);
        return new KeyRequest(origin, name, alias == null, adminCredentialsId);
    }

    private String uniqueAlias(Origin origin) throws AbortException {
        try {
            return FalKeys.get().keys().uniqueAlias(origin, build.getNumber());
        } catch (KeyException e) {
            throw new AbortException(e.getMessage());
        }
    }

    /** A freestyle build never continues after a restart, so nothing needs to be saved. */
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

    /** Waits for the engine. If the build is aborted, the work is cancelled unless it has already completed. */
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
