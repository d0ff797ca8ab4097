package io.jenkins.plugins.falkeys.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionList;
import hudson.security.ACL;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.api.KeyListPage;
import io.jenkins.plugins.falkeys.api.account.AccountInfo;
import io.jenkins.plugins.falkeys.api.account.UsagePage;
import io.jenkins.plugins.falkeys.api.account.UsageQuery;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.credentials.AdminKeyLookup;
import io.jenkins.plugins.falkeys.credentials.BuildRuns;
import io.jenkins.plugins.falkeys.credentials.ItemOwners;
import io.jenkins.plugins.falkeys.credentials.SecretTextStores;
import io.jenkins.plugins.falkeys.credentials.StorePolicy;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.TestTimer;
import io.jenkins.plugins.falkeys.engine.WatchedPorts;
import io.jenkins.plugins.falkeys.engine.account.PooledFal;
import io.jenkins.plugins.falkeys.engine.port.Fal;
import io.jenkins.plugins.falkeys.engine.port.Meters;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.ledger.CostFiles;
import io.jenkins.plugins.falkeys.ledger.FileLedger;
import io.jenkins.plugins.falkeys.ledger.SyncedFiles;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.security.ImpersonatingExecutorService;
import okhttp3.OkHttpClient;

/**
 * The engine of a controller that is about to be killed: the work for each job stops at its own boundary, and stays
 * there. A boundary such as {@code after ledger CREATING 2} is reached when a record of that job has been written in
 * that state for the second time.
 */
final class ParkingFalKeys extends ForwardingFalKeys {

    private final Map<String, String> boundaries;
    private final Map<String, Integer> passed = new ConcurrentHashMap<>();
    private final Set<String> parked = ConcurrentHashMap.newKeySet();
    private final FileLedger files;
    private final KeyService keys;

    /**
     * @param boundaries where the work for each job stops, by job name
     */
    ParkingFalKeys(FalKeys usual, Map<String, String> boundaries) {
        super(usual);
        this.boundaries = boundaries;
        files = SyncedFiles.ledger(Jenkins.get().getRootDir().toPath().resolve("fal-keys"));
        ExecutorService pool = new ImpersonatingExecutorService(Executors.newCachedThreadPool(), ACL.SYSTEM2);
        OkHttpClient client = new OkHttpClient();
        FalApi api = new FalApi(
                () -> client, () -> URI.create(FalKeysConfiguration.get().getApiUrl()));
        keys = new KeyService(
                new Ports(
                        new ParkingFal(new PooledFal(api, pool, Meters.NONE)),
                        new AdminKeyLookup(),
                        new StorePolicy(),
                        WatchedPorts.stores(new SecretTextStores(), this::at),
                        WatchedPorts.ledger(files, this::at),
                        new CostFiles(Jenkins.get().getRootDir().toPath().resolve("costs"), new SyncedFiles()),
                        () -> {},
                        new BuildRuns(),
                        new ItemOwners(),
                        FalKeysConfiguration.get(),
                        Clock.systemUTC(),
                        new TestTimer(),
                        Meters.NONE,
                        new SecureRandom()),
                origin -> pool,
                pool);
    }

    /** The jobs whose work has reached its boundary. */
    Set<String> parked() {
        return parked;
    }

    /** Credential IDs are named after their jobs. */
    private void at(@CheckForNull String job, String point) {
        int times = passed.merge(job + " " + point, 1, Integer::sum);
        if (job != null && (point + " " + times).equals(boundaries.get(job))) {
            parked.add(job);
            while (true) {
                LockSupport.park();
            }
        }
    }

    /** Stops before and after the requests that mint or delete a key. */
    private final class ParkingFal implements Fal {

        private final Fal fal;

        ParkingFal(Fal fal) {
            this.fal = fal;
        }

        /** Aliases begin with the names of their jobs. */
        @Override
        public CompletableFuture<FalKey> create(AdminKey admin, String alias) {
            return around(alias.replaceFirst(" #.*", ""), "POST", () -> fal.create(admin, alias));
        }

        @Override
        public CompletableFuture<Void> delete(AdminKey admin, String keyId) {
            String job = files.ofKey(keyId).stream()
                    .map(keyRecord -> keyRecord.origin().job())
                    .findFirst()
                    .orElse(null);
            return around(job, "DELETE", () -> fal.delete(admin, keyId));
        }

        private <T> CompletableFuture<T> around(
                @CheckForNull String job, String request, Supplier<CompletableFuture<T>> call) {
            at(job, "before " + request);
            return call.get().whenComplete((answer, error) -> at(job, "after " + request));
        }

        @Override
        public CompletableFuture<KeyListPage> page(AdminKey admin, @CheckForNull String cursor, int limit) {
            return fal.page(admin, cursor, limit);
        }

        @Override
        public CompletableFuture<AccountInfo> account(AdminKey admin) {
            return fal.account(admin);
        }

        @Override
        public CompletableFuture<UsagePage> usage(AdminKey admin, UsageQuery query, @CheckForNull String cursor) {
            return fal.usage(admin, query, cursor);
        }
    }

    /** Sweeps nothing and records no costs: that would continue the work beyond its boundary, or stop there itself. */
    @Override
    public KeyService keys() {
        String thread = Thread.currentThread().getName();
        if (Stream.of(Reaper.class, CostUpdate.class)
                .anyMatch(work -> thread.equals(ExtensionList.lookupSingleton(work).name + " thread"))) {
            throw new IllegalStateException("a controller that is about to be killed sweeps nothing");
        }
        return keys;
    }
}
