package io.jenkins.plugins.falkeys.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.credentials.AdminKeyLookup;
import io.jenkins.plugins.falkeys.credentials.BuildRuns;
import io.jenkins.plugins.falkeys.credentials.SecretTextStores;
import io.jenkins.plugins.falkeys.credentials.StorePolicy;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.WatchedPorts;
import io.jenkins.plugins.falkeys.ledger.FileLedger;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import jenkins.model.Jenkins;
import jenkins.security.ImpersonatingExecutorService;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * The engine of a controller that is about to be killed: the work for each job stops at a boundary of its own, and stays
 * there. A boundary is written like {@code after ledger CREATING 3}: after the third time that a record of that job is
 * written in that state.
 */
final class ParkingFalKeys extends FalKeys {

    private final FalKeys usual;
    private final Map<String, String> boundaries;
    private final Map<String, Integer> passed = new ConcurrentHashMap<>();
    private final Set<String> parked = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<String> job = new ThreadLocal<>();
    private final FileLedger files;
    private final KeyService keys;

    /**
     * @param boundaries where the work for each job stops, by the names of jobs
     */
    ParkingFalKeys(FalKeys usual, Map<String, String> boundaries) throws IOException {
        this.usual = usual;
        this.boundaries = boundaries;
        files = new FileLedger(Jenkins.get().getRootDir().toPath().resolve("fal-keys"));
        OkHttpClient client = new OkHttpClient.Builder().addInterceptor(http()).build();
        ExecutorService pool = new ImpersonatingExecutorService(Executors.newCachedThreadPool(), ACL.SYSTEM2);
        keys = new KeyService(
                new Ports(
                        new FalApi(
                                () -> client,
                                () -> URI.create(FalKeysConfiguration.get().getApiUrl())),
                        new AdminKeyLookup(),
                        new StorePolicy(),
                        WatchedPorts.stores(new SecretTextStores(), this::watch),
                        WatchedPorts.ledger(files, this::watch),
                        new BuildRuns(),
                        FalKeysConfiguration.get(),
                        Clock.systemUTC()),
                origin -> pool,
                pool);
    }

    /** The jobs whose work has reached its boundary. */
    Set<String> parked() {
        return parked;
    }

    private void at(@CheckForNull String name, String point) {
        int times = passed.merge(name + " " + point, 1, Integer::sum);
        if (name != null && (point + " " + times).equals(boundaries.get(name))) {
            parked.add(name);
            while (true) {
                LockSupport.park();
            }
        }
    }

    private Interceptor http() {
        return chain -> {
            List<String> path = chain.request().url().pathSegments();
            String keyId = path.get(path.size() - 1);
            String name = chain.request().method().equals("POST") ? job.get() : jobOf(keyId);
            at(name, "before " + chain.request().method());
            Response response = chain.proceed(chain.request());
            at(name, "after " + chain.request().method());
            return response;
        };
    }

    @CheckForNull
    private String jobOf(String keyId) {
        return files.all().stream()
                .filter(keyRecord -> keyId.equals(keyRecord.keyId()))
                .map(keyRecord -> keyRecord.origin().job())
                .findFirst()
                .orElse(null);
    }

    /** Credential IDs are named after their jobs. */
    private void watch(String whose, String point) {
        job.set(whose);
        at(whose, point);
    }

    @Override
    public KeyService keys() {
        return keys;
    }

    @Override
    public ListBoxModel adminCredentials(@CheckForNull Item context, @CheckForNull String current) {
        return usual.adminCredentials(context, current);
    }

    @Override
    public ListBoxModel controllerAdminCredentials(@CheckForNull String current) {
        return usual.controllerAdminCredentials(current);
    }

    @Override
    public ListBoxModel ifExistsChoices() {
        return usual.ifExistsChoices();
    }

    @Override
    public FormValidation checkAlias(@CheckForNull Item context, @CheckForNull String value) {
        return usual.checkAlias(context, value);
    }

    @Override
    public FormValidation checkVariable(@CheckForNull Item context, @CheckForNull String value) {
        return usual.checkVariable(context, value);
    }

    @Override
    public FormValidation checkNewCredentialsId(@CheckForNull Item context, @CheckForNull String value) {
        return usual.checkNewCredentialsId(context, value);
    }

    @Override
    public FormValidation checkAdminCredentialsId(@CheckForNull Item context, @CheckForNull String value) {
        return usual.checkAdminCredentialsId(context, value);
    }

    @Override
    public void testConnection(String adminCredentialsId, String apiUrl) throws KeyException {
        usual.testConnection(adminCredentialsId, apiUrl);
    }

    @Override
    public List<String> differencesFromOwner() {
        return List.of("a controller that is about to be killed sweeps nothing");
    }

    @Override
    public void takeLedgerOver() {
        usual.takeLedgerOver();
    }
}
