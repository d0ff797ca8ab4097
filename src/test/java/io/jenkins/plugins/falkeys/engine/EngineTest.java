package io.jenkins.plugins.falkeys.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.engine.account.PooledFal;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.Ledger;
import io.jenkins.plugins.falkeys.engine.port.Meters;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.port.Runs;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.DeleteRequest;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import io.jenkins.plugins.falkeys.ledger.CostFiles;
import io.jenkins.plugins.falkeys.ledger.SyncedFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An engine with real HTTP and real files. Everything else is in memory. */
public abstract class EngineTest {

    protected static final Origin ORIGIN = new Origin("team/job#7", 1, "12", "team/job");
    protected static final Origin OTHER_JOB = new Origin("other#1", 1, "3", "other");
    protected static final Target TARGET = new Target("", "fal-production-key");
    protected static final Requester SAVED = new ImmediateRequester();

    /** The admin key of another account, which a test has to create with {@link FalApiStub#addAccount}. */
    protected static final String OTHER_ACCOUNT = "0ad32222-0000-4000-8000-000000000000:0123456789abcdef";

    /** Failures that tests cause on purpose must not clutter the log. */
    private static final Logger LOGGER = Logger.getLogger(KeyService.class.getPackageName());

    private static final int THREADS = 10;

    protected final FalApiStub fal = new FalApiStub();
    protected final MemoryStores stores = new MemoryStores();
    protected final MemoryAdminKeys adminKeys = new MemoryAdminKeys();
    protected final MemoryOwners owners = new MemoryOwners();
    protected final DefaultSettings settings = new DefaultSettings();
    protected final ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    protected final TestTimer timer = new TestTimer();
    protected volatile Duration ahead = Duration.ZERO;
    protected volatile boolean over;

    /** The reasons for which builds were interrupted. */
    protected final List<String> interruptions = new CopyOnWriteArrayList<>();

    protected volatile boolean copied;
    protected FailingLedger ledger;
    protected KeyService keys;
    private final OkHttpClient client = new OkHttpClient();

    @TempDir
    protected Path folder;

    @BeforeEach
    final void startController() throws IOException {
        LOGGER.setLevel(Level.OFF);
        fal.start();
        ledger = new FailingLedger(SyncedFiles.ledger(folder));
        keys = new KeyService(ports(), origin -> pool, pool);
    }

    @AfterEach
    final void stopController() {
        pool.shutdownNow();
        timer.close();
        LOGGER.setLevel(null);
        fal.close();
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    protected final FalApi api() {
        return new FalApi(() -> client, () -> URI.create(fal.url()));
    }

    protected final Ports ports() {
        return ports(ledger);
    }

    /** The same with another ledger. */
    protected final Ports ports(Ledger ledger) {
        return new Ports(
                new PooledFal(api(), pool, Meters.NONE),
                adminKeys,
                stores,
                stores,
                ledger,
                new CostFiles(folder.resolve("costs"), new SyncedFiles()),
                this::requireOwner,
                runs(),
                owners,
                settings,
                clock(),
                timer,
                Meters.NONE,
                new Random(1));
    }

    private Runs runs() {
        return new Runs() {
            @Override
            public State state(Origin origin) {
                return over ? State.OVER : State.RUNNING;
            }

            @Override
            public void interrupt(Origin origin, String why) {
                interruptions.add(why);
            }
        };
    }

    private void requireOwner() throws KeyException {
        if (copied) {
            throw new KeyException("This is a copy.");
        }
    }

    /** A clock that tests can set forward. Timers do not follow it. */
    private Clock clock() {
        InstantSource source = () -> Instant.now().plus(ahead);
        return source.withZone(ZoneOffset.UTC);
    }

    /** The configured admin key. */
    protected final AdminAccess admin() {
        AdminKey key = AdminKey.of(adminKeys.values.get(MemoryAdminKeys.USUAL));
        return new AdminAccess(new AdminReference(MemoryAdminKeys.USUAL, "", key.keyId()), key);
    }

    protected static Origin person() {
        return Origin.ofPerson("alice", Instant.now());
    }

    /** Another place in the run of {@link #ORIGIN}. */
    protected static Origin place(String node) {
        return new Origin(ORIGIN.run(), ORIGIN.started(), node, ORIGIN.job());
    }

    protected static KeyRequest request() {
        return request(ORIGIN);
    }

    protected static KeyRequest request(Origin origin) {
        return new KeyRequest(origin, "Production Key", false, null);
    }

    /** A store request with default values only. */
    protected static StoreRequest anywhere() {
        return into(null);
    }

    protected static StoreRequest into(String credentialsId) {
        return new StoreRequest(credentialsId, null, null, IfExists.FAIL);
    }

    protected final CompletableFuture<CreatedKey> create() {
        return keys.create(request(), anywhere(), SAVED);
    }

    /** A key that lives until its lease ends. */
    protected final KeyReceiver.Lease lease(Origin origin) throws Exception {
        return get(keys.withKey(request(origin), SAVED, (key, lease) -> {}));
    }

    protected final CompletableFuture<CreatedKey> rotate(Origin origin, int graceMinutes) {
        return keys.rotate(new RotateRequest(origin, TARGET.credentialsId(), null, graceMinutes, null), SAVED);
    }

    protected final CompletableFuture<String> delete(Origin origin, String keyId) {
        return keys.delete(new DeleteRequest(origin, keyId, null, true, true), SAVED);
    }

    protected static <T> T get(CompletableFuture<T> work) throws Exception {
        return work.get(20, TimeUnit.SECONDS);
    }

    /** The exception that the work failed with, as a dependent stage would see it. */
    protected static Throwable failure(CompletableFuture<?> work) {
        Throwable failure = assertDoesNotThrow(() -> get(work.handle((value, error) -> error)));
        assertNotNull(failure, "did not fail");
        return failure;
    }

    /** The error message that a user reads. */
    protected static String refusal(CompletableFuture<?> work) {
        return assertInstanceOf(KeyException.class, failure(work)).getMessage();
    }

    protected static void eventually(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertTrue(condition.getAsBoolean());
    }

    protected static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sweeps once, and waits for everything that the sweep starts. */
    protected final void sweep() throws Exception {
        // a request may still be under way for an instant after its user has the result
        eventually(() -> keys.underWay().isEmpty());
        get(get(keys.upkeep().sweep()));
    }

    /** Sweeps as if this much time had passed. */
    protected final void sweepAfter(Duration time) throws Exception {
        ahead = time;
        sweep();
    }

    /** The only record. */
    protected final KeyRecord only() {
        assertEquals(1, ledger.all().size());
        return ledger.all().get(0);
    }

    protected final KeyRecord recordOf(String keyId) {
        return keys.records().ofKey(keyId).orElseThrow();
    }

    /** The states of all records, oldest first. */
    protected final List<KeyState> states() {
        return ledger.all().stream().map(KeyRecord::state).toList();
    }

    protected final void assertStates(KeyState... states) {
        assertEquals(List.of(states), states());
    }

    protected final void eventuallyStates(KeyState... states) throws InterruptedException {
        eventually(() -> states().equals(List.of(states)));
    }

    protected final long posts() {
        return fal.calls().stream().filter("POST /keys"::equals).count();
    }

    protected final long lists() {
        return fal.calls().stream().filter("GET /keys"::equals).count();
    }

    protected final long deletes() {
        return fal.calls().stream().filter(call -> call.startsWith("DELETE ")).count();
    }
}
