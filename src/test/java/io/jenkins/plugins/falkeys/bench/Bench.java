package io.jenkins.plugins.falkeys.bench;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.engine.DefaultSettings;
import io.jenkins.plugins.falkeys.engine.ImmediateRequester;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.MemoryAdminKeys;
import io.jenkins.plugins.falkeys.engine.MemoryOwners;
import io.jenkins.plugins.falkeys.engine.MemoryStores;
import io.jenkins.plugins.falkeys.engine.TestTimer;
import io.jenkins.plugins.falkeys.engine.account.PooledFal;
import io.jenkins.plugins.falkeys.engine.port.Meters;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.port.Runs;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import io.jenkins.plugins.falkeys.ledger.CostFiles;
import io.jenkins.plugins.falkeys.ledger.FileLedger;
import io.jenkins.plugins.falkeys.ledger.SyncedFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;

/**
 * The engine as on a controller, with a pool of ten threads, records on disk and HTTP to a stub. Everything else is in
 * memory.
 */
final class Bench implements AutoCloseable {

    static final String THREADS = "fal-keys";
    static final String OTHER_ACCOUNT = "0ad32222-0000-4000-8000-000000000000:0123456789abcdef";
    private static final String OTHER = "other";
    private static final int POOL = 10;

    /** Long enough that no request times out: a benchmark shows how long it takes. */
    private static final Duration BUDGET = Duration.ofMinutes(3);

    final FalApiStub fal;
    final String url;
    final OkHttpClient client;
    /** How long the writes of records took. */
    final Samples disk = new Samples();

    private final Path folder = temporaryFolder();
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService pool =
            Executors.newFixedThreadPool(POOL, task -> new Thread(task, THREADS + "-" + threads.incrementAndGet()));
    private final TestTimer timer = new TestTimer();
    private final KeyService keys;
    private int requests;

    Bench() throws IOException {
        this(new FalApiStub().start());
    }

    private Bench(FalApiStub fal) throws IOException {
        this(fal, fal.url(), new OkHttpClient());
    }

    /**
     * @param fal the stub, which is closed at the end
     * @param url the URL through which the engine calls it
     */
    Bench(FalApiStub fal, String url, OkHttpClient client) throws IOException {
        this.fal = fal;
        this.url = url;
        this.client = client;
        fal.addAccount(OTHER_ACCOUNT);
        MemoryAdminKeys adminKeys = new MemoryAdminKeys();
        adminKeys.values.put(OTHER, OTHER_ACCOUNT);
        DefaultSettings settings = new DefaultSettings();
        settings.waitBudget = BUDGET;
        MemoryStores stores = new MemoryStores();
        keys = new KeyService(
                new Ports(
                        new PooledFal(new FalApi(() -> client, () -> URI.create(url)), pool, Meters.NONE),
                        adminKeys,
                        stores,
                        stores,
                        ledger(),
                        new CostFiles(folder.resolve("costs"), new SyncedFiles()),
                        () -> {},
                        runs(),
                        new MemoryOwners(),
                        settings,
                        Clock.systemUTC(),
                        timer,
                        Meters.NONE,
                        new Random(1)),
                origin -> pool,
                pool);
    }

    static Path temporaryFolder() throws IOException {
        return Files.createTempDirectory("fal-keys-bench");
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private FileLedger ledger() {
        SyncedFiles files = new SyncedFiles();
        FileLedger ledger = new FileLedger(folder, (file, text) -> {
            long begin = System.nanoTime();
            files.write(file, text);
            disk.add(System.nanoTime() - begin);
        });
        ledger.load(keyRecord -> false);
        return ledger;
    }

    private static Runs runs() {
        return new Runs() {
            @Override
            public State state(Origin origin) {
                return State.RUNNING;
            }

            @Override
            public void interrupt(Origin origin, String why) {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** Requests keys with the default admin key, all at once, each for a different build. */
    List<CompletableFuture<CreatedKey>> create(int count) {
        return create(count, MemoryAdminKeys.USUAL);
    }

    /** Requests keys in the other account. */
    List<CompletableFuture<CreatedKey>> createInOtherAccount(int count) {
        return create(count, OTHER);
    }

    private List<CompletableFuture<CreatedKey>> create(int count, String adminKey) {
        List<CompletableFuture<CreatedKey>> created = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = requests++;
            Origin origin = new Origin("team/job#" + number, 1, "3", "team/job");
            created.add(keys.create(
                    new KeyRequest(origin, "Key " + number, false, adminKey),
                    new StoreRequest(null, null, null, IfExists.FAIL),
                    new ImmediateRequester()));
        }
        return created;
    }

    /** The number of the engine's threads. */
    int threads() {
        Thread[] all = new Thread[2 * Thread.activeCount()];
        Thread.enumerate(all);
        return (int) Stream.of(all)
                .filter(thread -> thread != null && thread.getName().startsWith(THREADS))
                .count();
    }

    @Override
    public void close() throws IOException {
        pool.shutdownNow();
        timer.close();
        fal.close();
        client.dispatcher().executorService().shutdown();
        delete(folder);
    }
}
