package io.jenkins.plugins.falkeys.engine;

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
import io.jenkins.plugins.falkeys.ledger.FileLedger;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;

/**
 * Builds that want keys at the same time, faults of fal and of the store, aborts, and a crash: all drawn from one seed.
 * After the crash another controller takes over the same ledger and the same store, with a fal that works again.
 */
final class Schedule implements AutoCloseable {

    private static final List<String> FAULTS = List.of(
            "{on: 'POST', drop: 'before'}",
            "{on: 'POST', drop: 'after'}",
            "{on: 'POST', status: 500, acted: true}",
            "{on: 'POST', status: 503}",
            "{on: 'POST', status: 429, retryAfter: '0'}",
            "{on: 'POST', status: 403}",
            "{on: 'POST', answer: 'garbled'}",
            "{on: 'POST', answer: 'without-secret'}",
            "{on: 'POST', lateMillis: 100}",
            "{on: 'GET', status: 403}",
            "{on: 'DELETE', status: 403}",
            "{on: 'DELETE', drop: 'after'}",
            "{on: 'DELETE', lateMillis: 50}");
    private static final List<String> CREDENTIALS = List.of("fal-a", "fal-b");
    private static final int JOBS = 2;
    private static final int STEPS = 4;

    private final Random random;
    private final FalApiStub fal = new FalApiStub();
    private final MemoryStores stores = new MemoryStores();
    private final OkHttpClient client = new OkHttpClient();
    private final Path folder;
    private final List<Supplier<CompletableFuture<?>>> resumable = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private volatile boolean over;
    private volatile Duration ahead = Duration.ZERO;
    private Crash crash;
    private ExecutorService pool;
    private KeyService keys;

    Schedule(long seed, Path folder) throws IOException {
        this.random = new Random(seed);
        this.folder = folder;
        fal.start();
    }

    /**
     * Runs it all; afterwards fal holds exactly the keys that Jenkins knows of, or this fails.
     *
     * @return where the controller crashed; null when it did not
     */
    @CheckForNull
    String run() throws Exception {
        start(new Crash(1 + random.nextInt(90), () -> pool.shutdownNow()));
        for (int i = random.nextInt(4); i > 0; i--) {
            String fault = FAULTS.get(random.nextInt(FAULTS.size()));
            story.add("fault " + fault);
            fal.next(fault);
        }
        stores.refuses = random.nextInt(8) == 0;
        story.add("store refuses: " + stores.refuses);
        List<CompletableFuture<?>> builds = new ArrayList<>();
        for (int job = 0; job < JOBS; job++) {
            builds.add(build(job, new Random(random.nextLong())));
        }
        await(CompletableFuture.allOf(builds.toArray(new CompletableFuture<?>[0])));
        pool.shutdownNow();
        pool.awaitTermination(20, TimeUnit.SECONDS);
        String point = crash.point();
        story.add("crash " + point);
        takeOver();
        check();
        return point;
    }

    private void start(Crash how) throws IOException {
        crash = how;
        pool = Executors.newFixedThreadPool(4);
        OkHttpClient mortal = crash.client(client);
        InstantSource clock = () -> Instant.now().plus(ahead);
        Ports ports = new Ports(
                new FalApi(() -> mortal, () -> URI.create(fal.url())),
                new OneAdminKey(),
                stores,
                crash.stores(stores),
                crash.ledger(new FileLedger(folder)),
                origin -> over,
                new UsualSettings(),
                clock.withZone(ZoneOffset.UTC));
        keys = new KeyService(ports, origin -> pool, pool);
    }

    /** The steps of one build, one after the other as a Jenkinsfile has them; one that fails is caught. */
    private CompletableFuture<?> build(int job, Random own) {
        CompletableFuture<?> build = CompletableFuture.completedFuture(null);
        for (int i = 0; i < STEPS; i++) {
            Origin origin = new Origin("job" + job + "#1", 1, String.valueOf(i), "job" + job);
            Step step = step(origin, own);
            boolean aborted = own.nextInt(8) == 0;
            int after = own.nextInt(60);
            build = build.handle((value, error) -> crash.point() == null ? begin(step, aborted, after) : done())
                    .thenCompose(begun -> begun);
        }
        return build;
    }

    /** Something that a build asks for, and asks for again after a crash. */
    private interface Step {
        CompletableFuture<?> ask() throws KeyException;
    }

    private Step step(Origin origin, Random own) {
        String id = CREDENTIALS.get(own.nextInt(CREDENTIALS.size()));
        IfExists policy = IfExists.values()[own.nextInt(3)];
        return switch (origin.node().equals("0") ? 0 : own.nextInt(6)) {
            case 0, 1 ->
                () -> keys.create(
                        new KeyRequest(origin, "key " + id, false, null),
                        new StoreRequest(id, null, null, policy),
                        EngineTest.SAVED);
            case 2, 3 -> () -> keys.rotate(new RotateRequest(origin, id, null, 1, null), EngineTest.SAVED);
            case 4 -> () -> keys.delete(new DeleteRequest(origin, null, id, true));
            default ->
                () -> {
                    String alias = UniqueAlias.of("", origin.job(), 1);
                    CompletableFuture<String> block =
                            keys.withKey(new KeyRequest(origin, alias, true, null), EngineTest.SAVED, (key, id2) -> {});
                    return block.thenAccept(recordId -> keys.end(recordId));
                };
        };
    }

    private CompletableFuture<?> begin(Step step, boolean aborted, int after) {
        synchronized (resumable) {
            resumable.clear();
            resumable.add(() -> begin(step, false, 0));
        }
        try {
            CompletableFuture<?> asked = step.ask();
            if (aborted) {
                CompletableFuture.delayedExecutor(after, TimeUnit.MILLISECONDS).execute(() -> asked.cancel(true));
            }
            return asked;
        } catch (KeyException | IllegalStateException e) {
            return done();
        }
    }

    private static CompletableFuture<?> done() {
        return CompletableFuture.completedFuture(null);
    }

    /** After a crash its steps may never answer. */
    private void await(CompletableFuture<?> builds) throws Exception {
        for (int i = 0; i < 600 && !builds.isDone() && crash.point() == null; i++) {
            Thread.sleep(50);
        }
        try {
            builds.get(crash.point() == null ? 1 : 0, TimeUnit.SECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            if (crash.point() == null && e instanceof TimeoutException) {
                throw new AssertionError("A step hangs.", e);
            }
        }
    }

    private void takeOver() throws Exception {
        fal.clearFaults();
        stores.refuses = false;
        start(new Crash(Integer.MAX_VALUE, () -> {}));
        if (random.nextBoolean()) {
            story.add("the interrupted step goes on");
            for (Supplier<CompletableFuture<?>> step : List.copyOf(resumable)) {
                step.get().handle((value, error) -> null).get(30, TimeUnit.SECONDS);
            }
        }
        over = true;
        for (Duration later : List.of(
                Duration.ZERO,
                Duration.ofMinutes(2),
                Duration.ofMinutes(6),
                Duration.ofHours(2),
                Duration.ofHours(25))) {
            ahead = later;
            keys.sweep();
            keys.sweep();
        }
        // What a step has the answer of may still be under way for an instant, and what was just settled has its grace.
        for (int i = 0; i < 500 && isUnsettled(); i++) {
            Thread.sleep(10);
            ahead = ahead.plusMinutes(1);
            keys.sweep();
        }
    }

    private boolean isUnsettled() throws IOException {
        return new FileLedger(folder).all().stream().anyMatch(Schedule::isUnsettled);
    }

    private static boolean isUnsettled(KeyRecord keyRecord) {
        return switch (keyRecord.state()) {
            case CREATING, DELETING -> true;
            case ACTIVE -> keyRecord.target() == null;
            case UNRESOLVED ->
                keyRecord.search() == null || keyRecord.search().candidates().isEmpty();
            case DELETED -> false;
        };
    }

    private void check() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<KeyRecord> records = new FileLedger(folder).all();
        for (KeyRecord keyRecord : records) {
            switch (keyRecord.state()) {
                case ACTIVE -> {
                    if (keyRecord.target() == null || !stores.holds(keyRecord.target(), keyRecord.keyId())) {
                        wrong.add("ACTIVE, but in no credential");
                    }
                }
                case UNRESOLVED -> {
                    if (keyRecord.uniqueAlias()
                            || keyRecord.search() == null
                            || keyRecord.search().candidates().isEmpty()) {
                        wrong.add("UNRESOLVED without a candidate");
                    }
                }
                case CREATING, DELETING -> wrong.add("still " + keyRecord.state());
                case DELETED -> {}
            }
        }
        stores.keys.forEach((target, value) -> {
            if (!fal.works(value)) {
                wrong.add("the credential " + target.credentialsId() + " does not work");
            }
        });
        for (FalApiStub.Key key : fal.keys()) {
            boolean held = records.stream()
                    .anyMatch(keyRecord ->
                            keyRecord.state() == KeyState.ACTIVE && key.id().equals(keyRecord.keyId()));
            boolean named = records.stream()
                    .filter(keyRecord -> keyRecord.state() == KeyState.UNRESOLVED && keyRecord.search() != null)
                    .flatMap(keyRecord -> keyRecord.search().candidates().stream())
                    .anyMatch(candidate -> candidate.keyId().equals(key.id()));
            if (!held && !named) {
                wrong.add("nobody knows of the live key " + key.id() + " '" + key.alias() + "'");
            }
        }
        if (!wrong.isEmpty()) {
            records.forEach(keyRecord -> story.add(keyRecord.toString()));
            fal.calls().forEach(story::add);
            throw new AssertionError(String.join("\n", wrong) + "\n--- story\n" + String.join("\n", story));
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
        fal.close();
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    /** The stub's first account. */
    private static final class OneAdminKey implements AdminKeys {

        @Override
        public AdminAccess serving(Origin origin, @CheckForNull String credentialsId) {
            return recall(null);
        }

        @Override
        public AdminAccess recall(@CheckForNull AdminReference reference) {
            AdminKey key = AdminKey.of(FalApiStub.ADMIN_KEY);
            return new AdminAccess(new AdminReference("fal-admin", "", key.keyId()), key);
        }

        @Override
        public List<AdminAccess> configured() {
            return List.of(recall(null));
        }
    }
}
