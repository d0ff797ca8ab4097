package io.jenkins.plugins.falkeys.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.AdminKeys;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.ledger.FileLedger;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An engine over true HTTP and true files, with everything else in memory. */
abstract class EngineTest {

    static final Origin ORIGIN = new Origin("team/job#7", 1, "12", "team/job");
    static final Target TARGET = new Target("", "fal-production-key");
    static final Supplier<CompletableFuture<Void>> SAVED = () -> CompletableFuture.completedFuture(null);

    /** Logs of failures that tests order on purpose only frighten their readers. */
    private static final Logger LOGGER = Logger.getLogger(KeyService.class.getPackageName());

    final FalApiStub fal = new FalApiStub();
    final MemoryStores stores = new MemoryStores();
    final ExecutorService pool = Executors.newFixedThreadPool(4);
    final OkHttpClient client = new OkHttpClient();
    volatile Duration ahead = Duration.ZERO;
    volatile boolean over;
    volatile String adminKey = FalApiStub.ADMIN_KEY;
    FailingLedger ledger;
    KeyService keys;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        LOGGER.setLevel(Level.OFF);
        fal.start();
        ledger = new FailingLedger(new FileLedger(folder));
        keys = new KeyService(ports(), origin -> pool, pool);
    }

    @AfterEach
    void stop() {
        pool.shutdownNow();
        LOGGER.setLevel(null);
        fal.close();
        client.connectionPool().evictAll();
    }

    final FalApi api() {
        return new FalApi(() -> client, () -> URI.create(fal.url()));
    }

    private Ports ports() {
        return new Ports(api(), adminKeys(), stores, stores, ledger, origin -> over, new UsualSettings(), clock());
    }

    private AdminKeys adminKeys() {
        return new AdminKeys() {
            @Override
            public AdminAccess serving(Origin origin, @CheckForNull String credentialsId) {
                return admin();
            }

            @Override
            public AdminAccess recall(AdminReference reference) {
                return admin();
            }

            @Override
            public List<AdminAccess> configured() {
                return List.of(admin());
            }
        };
    }

    final AdminAccess admin() {
        AdminKey key = AdminKey.of(adminKey);
        return new AdminAccess(new AdminReference("fal-admin", "", key.keyId()), key);
    }

    /** A clock that tests set ahead. */
    final Clock clock() {
        InstantSource source = () -> Instant.now().plus(ahead);
        return source.withZone(ZoneOffset.UTC);
    }

    static KeyRequest request() {
        return request(ORIGIN);
    }

    static KeyRequest request(Origin origin) {
        return new KeyRequest(origin, "Production Key", false, null);
    }

    final CompletableFuture<CreatedKey> create() {
        return keys.create(request(), new StoreRequest(null, null, null, IfExists.FAIL), SAVED);
    }

    static <T> T get(CompletableFuture<T> work) throws Exception {
        return work.get(20, TimeUnit.SECONDS);
    }

    /** The reason that a user reads. */
    static String refusal(CompletableFuture<?> work) {
        Throwable cause =
                assertThrows(ExecutionException.class, () -> get(work)).getCause();
        return assertInstanceOf(KeyException.class, cause).getMessage();
    }

    static void eventually(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertTrue(condition.getAsBoolean());
    }

    /** Sweeps until the states are these: what a user has the answer of may still be under way for an instant. */
    final void sweepUntil(KeyState... states) throws InterruptedException {
        for (int i = 0; i < 200 && !states().equals(List.of(states)); i++) {
            keys.sweep();
            Thread.sleep(10);
        }
        assertStates(states);
    }

    final List<KeyState> states() {
        return ledger.all().stream().map(KeyRecord::state).toList();
    }

    final void assertStates(KeyState... states) {
        assertEquals(List.of(states), states());
    }

    final long posts() {
        return fal.calls().stream().filter(call -> call.equals("POST /keys")).count();
    }

    final long deletes() {
        return fal.calls().stream().filter(call -> call.startsWith("DELETE ")).count();
    }
}
