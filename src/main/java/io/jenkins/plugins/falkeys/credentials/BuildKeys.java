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
 * The keys that credentials of the kind 'fal API key (one per build)' are in the builds that go on. A build has one key
 * for each such credential, however many read it at once. All of them end with the build.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class BuildKeys extends RunListener<Run<?, ?>> {

    private static final Logger LOGGER = Logger.getLogger(BuildKeys.class.getName());

    /** What workflow-cps, which this plugin can do without, calls the thread of a Pipeline's own program. */
    private static final String CPS_VM = "Running CpsFlowExecution[";

    /** By build, which is always the same object as long as it goes on. */
    private final Map<Run<?, ?>, Map<Source, CompletableFuture<Secret>>> builds = new ConcurrentHashMap<>();

    /** What a credential makes of its key. A folder's credential may have the ID of another one's above it. */
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

    /** The build's key. Fails as a step does, so that a user reads one sentence and an abort stays one. */
    @NonNull
    Secret read(FalBuildKeyCredentials credentials, Run<?, ?> build) {
        try {
            requireMayWait(credentials);
            return await(credentials, key(credentials, build));
        } catch (AbortException | InterruptedException e) {
            throw BuildKeys.<RuntimeException>unchecked(e);
        }
    }

    /** {@code StringCredentials#getSecret} declares nothing, while all who bind credentials expect these. */
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
            // Others may wait for the same key, so who stops to wait does not stop the work. The end of the build does.
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
                keys.remove(source, key); // the next one who reads it tries again
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

    /** Who still waits is told that the build is over; a key that comes nevertheless is revoked by the engine. */
    private void forget(Run<?, ?> build) {
        Map<Source, CompletableFuture<Secret>> keys = builds.remove(build);
        if (keys != null) {
            keys.values().forEach(key -> key.cancel(true));
        }
    }

    /** Those that live as long as the build; after a restart there may be several of one credential. */
    private static List<KeyRecord> live(Run<?, ?> build) {
        return all(build)
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .toList();
    }

    private static Stream<KeyRecord> all(Run<?, ?> build) {
        String id = build.getExternalizableId();
        return FalKeys.get().keys().records().touchedBy(id, build.getTimeInMillis()).stream()
                .filter(keyRecord -> BuildKeyRequest.made(keyRecord.origin())
                        && keyRecord.origin().isOf(id, build.getTimeInMillis()));
    }

    @Override
    public void onCompleted(Run<?, ?> build, @NonNull TaskListener listener) {
        if (!FalKeys.get().differencesFromOwner().isEmpty()) {
            return; // a copied controller leaves the key to the original
        }
        all(build).flatMap(keyRecord -> keyRecord.whyStopped().stream()).forEach(listener.getLogger()::println);
        live(build).forEach(keyRecord -> listener.getLogger().println(Messages.BuildKeys_deleting(keyRecord.keyId())));
    }

    /** After the last post-build action. What fails is left to the reaper: the build is good or bad without it. */
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
