package io.jenkins.plugins.falkeys.sim;

import hudson.Extension;
import hudson.Extensions;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.MemoryOwners;
import io.jenkins.plugins.falkeys.engine.TestTimer;
import io.jenkins.plugins.falkeys.engine.account.PooledFal;
import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import io.jenkins.plugins.falkeys.engine.port.Meters;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.port.Runs;
import io.jenkins.plugins.falkeys.engine.port.Settings;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Retention;
import io.jenkins.plugins.falkeys.ledger.CostFiles;
import io.jenkins.plugins.falkeys.ledger.FileLedger;
import io.jenkins.plugins.falkeys.ledger.SyncedFiles;
import io.jenkins.plugins.falkeys.scenarios.Setup;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;

/** A controller with as much of the plugin as works without Jenkins. Only one can exist at a time. */
final class SimController implements AutoCloseable {

    private static final int THREADS = 10;

    private final Path home;
    private final OkHttpClient client = new OkHttpClient();
    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    private final TestTimer timer = new TestTimer();
    private final FileLedger ledger;
    private final SimCredentials credentials;
    private final KeyService keys;
    private volatile boolean runEnded;

    SimController(URI apiUrl, String adminKey, Setup setup) throws IOException {
        home = Files.createTempDirectory("fal-keys-sim");
        Files.createDirectory(workspace());
        ledger = SyncedFiles.ledger(home.resolve("fal-keys"));
        credentials = new SimCredentials(setup);
        Ports ports = new Ports(
                new PooledFal(new FalApi(() -> client, () -> apiUrl), pool, Meters.NONE),
                new SimAdminKeys(AdminKey.of(adminKey), setup),
                credentials,
                credentials,
                ledger,
                new CostFiles(home.resolve("costs"), new SyncedFiles()),
                () -> {},
                runs(),
                new MemoryOwners(),
                settings(setup),
                Clock.systemUTC(),
                timer,
                Meters.NONE,
                new SecureRandom());
        keys = new KeyService(ports, origin -> pool, pool);
        registerExtensions();
    }

    private Runs runs() {
        return new Runs() {
            @Override
            public State state(Origin origin) {
                return runEnded ? State.OVER : State.RUNNING;
            }

            @Override
            public void interrupt(Origin origin, String why) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static Settings settings(Setup setup) {
        return new Settings() {
            @Override
            public Duration waitBudget() {
                return Duration.ofSeconds(setup.waitBudgetSeconds());
            }

            @Override
            public String credentialsIdPrefix() {
                return setup.credentialsIdPrefix();
            }

            @Override
            public AliasPrefix aliasPrefix(Origin origin) {
                return new AliasPrefix(setup.aliasPrefix(), "Manage Jenkins » System » fal API keys » Alias prefix");
            }

            @Override
            public List<ManagedEntry> managedKeys() {
                return List.of();
            }

            @Override
            public Retention retention() {
                return new Retention(Duration.ofDays(1), Duration.ofDays(30));
            }
        };
    }

    private void registerExtensions() throws IOException {
        Extensions.clear();
        Extensions.register(new SimFalKeys(keys));
        Extensions.register(new SecretForms());
        for (Class<?> type : compiled()) {
            if (type.isAnnotationPresent(Extension.class)) {
                try {
                    Extensions.register(type.getConstructor().newInstance());
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** All classes of the plugin that this leg compiles. */
    private static List<Class<?>> compiled() throws IOException {
        try {
            Path root = Path.of(FalKeys.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(root.resolve("io"))) {
                return files.map(file -> root.relativize(file).toString())
                        .filter(name -> name.endsWith(".class"))
                        .sorted()
                        .<Class<?>>map(SimController::load)
                        .toList();
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(
                    file.replace(".class", "").replace('/', '.'), false, SimController.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    FileLedger ledger() {
        return ledger;
    }

    SimCredentials credentials() {
        return credentials;
    }

    Path workspace() {
        return home.resolve("workspace");
    }

    /** Requests costs from fal once. */
    CompletableFuture<Void> collectCosts() {
        return keys.upkeep().collectCosts(records -> {});
    }

    /** Marks the run as ended, and sweeps until no deletion is pending or the time is up. */
    void awaitDeletions(Duration longest) throws InterruptedException {
        runEnded = true;
        long end = System.nanoTime() + longest.toNanos();
        while (isDeleting() && System.nanoTime() < end) {
            Thread.sleep(20);
            keys.upkeep().sweep();
        }
    }

    private boolean isDeleting() {
        return ledger.all().stream().anyMatch(keyRecord -> keyRecord.state() == KeyState.DELETING);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Extensions.clear();
        timer.close();
        pool.shutdownNow();
        pool.awaitTermination(10, TimeUnit.SECONDS);
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
