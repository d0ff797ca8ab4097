package io.jenkins.plugins.falkeys.credentials;

import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyReceiver.Lease;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.Stapler;

/**
 * The keys of running builds that read credentials of the kind 'fal API key (one per build)'. A build has one key for
 * each of these credentials, even if several threads read it at once. All of them are revoked when the build ends.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class BuildKeys extends RunListener<Run<?, ?>> {

    private static final Logger LOGGER = Logger.getLogger(BuildKeys.class.getName());

    /** Name of the CPS VM thread. A copy, since workflow-cps is an optional dependency. */
    private static final String CPS_VM = "Running CpsFlowExecution[";

    /** By build, which is the same object for as long as the build runs. */
    private final Map<Run<?, ?>, Map<Source, CompletableFuture<Secret>>> builds = new ConcurrentHashMap<>();

    /**
     * What identifies a credential and the key that it asks for. The ID is not enough: a folder's credential may have
     * the same ID as one above it.
     */
    private record Source(
            String credentialsId,
            @Nullable String adminCredentialsId,
            @Nullable String aliasPrefix) {

        static Source of(FalBuildKeyCredentials credentials) {
            return new Source(credentials.getId(), credentials.getAdminCredentialsId(), credentials.getAliasPrefix());
        }
    }

    static BuildKeys get() {
        return ExtensionList.lookupSingleton(BuildKeys.class);
    }

    /** The build's key. Fails the way a step does: with one sentence for users, or with the original abort. */
    @NonNull
    Secret read(FalBuildKeyCredentials credentials, Run<?, ?> build) {
        try {
            requireMayWait(credentials);
            return await(credentials, key(credentials, build));
        } catch (AbortException | InterruptedException e) {
            throw BuildKeys.<RuntimeException>unchecked(e);
        }
    }

    /** {@code StringCredentials#getSecret} declares no exception, but code that binds credentials expects these. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable e) throws T {
        throw (T) e;
    }

    private static void requireMayWait(FalBuildKeyCredentials credentials) throws AbortException {
        if (Stapler.getCurrentRequest2() != null
                || Thread.currentThread().getName().startsWith(CPS_VM)) {
            throw new AbortException(Messages.BuildKeys_mayNotWait(credentials.getId()));
        }
    }

    private static Secret await(FalBuildKeyCredentials credentials, CompletableFuture<Secret> key)
            throws AbortException, InterruptedException {
        try {
            // Others may be waiting for the same key, so an interrupted caller does not cancel the request. The end of
            // the build does.
            return key.get();
        } catch (CancellationException e) {
            throw new AbortException(Messages.BuildKeys_over(credentials.getId()));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof KeyException)) {
                throw new IllegalStateException(e.getCause());
            }
            throw new AbortException(
                    Messages.BuildKeys_failed(credentials.getId(), e.getCause().getMessage()));
        }
    }

    private CompletableFuture<Secret> key(FalBuildKeyCredentials credentials, Run<?, ?> build) {
        Map<Source, CompletableFuture<Secret>> keys = builds.computeIfAbsent(build, first -> new ConcurrentHashMap<>());
        Source source = Source.of(credentials);
        CompletableFuture<Secret> key = new CompletableFuture<>();
        CompletableFuture<Secret> earlier = keys.putIfAbsent(source, key);
        if (earlier != null) {
            return earlier;
        }
        key.whenComplete((secret, error) -> {
            if (error != null) {
                keys.remove(source, key); // the next caller tries again
            }
        });
        if (build.isLogUpdated()) {
            BuildKeyRequest.mint(credentials, build, key);
        } else {
            key.cancel(true);
            forget(build);
        }
        return key;
    }

    /**
     * Tells those who are still waiting that the build is over. If the key arrives nevertheless, the engine revokes it.
     */
    private void forget(Run<?, ?> build) {
        Map<Source, CompletableFuture<Secret>> keys = builds.remove(build);
        if (keys != null) {
            keys.values().forEach(key -> key.cancel(true));
        }
    }

    /** The live keys of the build. After a restart there may be several for one credential. */
    private static List<KeyRecord> live(Run<?, ?> build) {
        return all(build)
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .toList();
    }

    private static Stream<KeyRecord> all(Run<?, ?> build) {
        String id = build.getExternalizableId();
        return FalKeys.get().keys().records().touchedBy(id, build.getTimeInMillis()).stream()
                .filter(keyRecord -> BuildKeyRequest.isThroughCredential(keyRecord.origin())
                        && keyRecord.origin().isOf(id, build.getTimeInMillis()));
    }

    @Override
    public void onCompleted(Run<?, ?> build, @NonNull TaskListener listener) {
        if (!FalKeys.get().differencesFromOwner().isEmpty()) {
            return; // on a copy of the controller, the key is left to the original
        }
        all(build).flatMap(keyRecord -> keyRecord.whyStopped().stream()).forEach(listener.getLogger()::println);
        live(build).forEach(keyRecord -> listener.getLogger().println(Messages.BuildKeys_deleting(keyRecord.keyId())));
    }

    /**
     * Runs after the last post-build action. A failed revocation is left to the reaper, and does not change the build's
     * result.
     */
    @Override
    public void onFinalized(Run<?, ?> build) {
        forget(build);
        live(build)
                .forEach(keyRecord -> FalKeys.get()
                        .keys()
                        .end(new Lease(keyRecord))
                        .whenComplete((ended, error) -> {
                            if (error != null) {
                                LOGGER.log(
                                        Level.WARNING,
                                        error,
                                        () -> "The key " + keyRecord.keyId() + " is revoked later");
                            }
                        }));
    }
}
