package io.jenkins.plugins.falkeys.engine.simulation;

import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import io.jenkins.plugins.falkeys.engine.port.Meters;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.port.Settings;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Retention;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.ledger.CostFiles;
import io.jenkins.plugins.falkeys.ledger.FileLedger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** One process of Jenkins with the real engine and the real ledger, from its start to its end. */
final class Controller implements Actor {

    private static final Duration SWEEPS = Duration.ofMinutes(1);

    final Home home;
    final KeyService keys;
    private final World world;
    private final String name;
    private Duration sweeps = SWEEPS;
    private boolean over;
    private boolean stopping;
    private boolean poolClosed;
    private int untilCrash;

    /**
     * @param untilCrash the number of steps and tasks after which it crashes; negative for never
     */
    Controller(World world, Home home, String name, int untilCrash) {
        this.world = world;
        this.home = home;
        this.name = name;
        this.untilCrash = untilCrash;
        FileLedger ledger = new FileLedger(home.files.of(this));
        Executor pool = this::execute;
        Ports ports = new Ports(
                new FalConnection(world, this),
                home.admins.of(this),
                home.stores.accessOf(this),
                home.stores.of(this),
                new WatchedLedger(world, this, ledger),
                new CostFiles(home.files.of(this)),
                this::requireOwner,
                home.items.runs(this),
                home.items.owners(this),
                new DefaultSettings(),
                world.scheduler.clock(),
                (delay, task) -> world.scheduler.after(this, delay, task)::run,
                Meters.NONE,
                world.random.generator());
        keys = new KeyService(ports, origin -> pool, pool);
        execute(() -> ledger.load(old -> ports.settings().retention().isOver(old, ports.now())));
        after(Duration.ofSeconds(5), this::sweep);
    }

    private void requireOwner() throws KeyException {
        yieldPoint();
        if (!home.ownsLedger) {
            throw new KeyException("The ledger belongs to another controller.");
        }
    }

    private final class DefaultSettings implements Settings {

        @Override
        public Duration waitBudget() {
            return world.waitBudget;
        }

        @Override
        public String credentialsIdPrefix() {
            return "";
        }

        @Override
        public AliasPrefix aliasPrefix(Origin origin) {
            return new AliasPrefix("", "");
        }

        @Override
        public List<ManagedEntry> managedKeys() {
            if (home.lists.isUsed()) {
                yieldPoint();
            }
            return home.lists.entries();
        }

        @Override
        public Retention retention() {
            return new Retention(Duration.ofDays(1), Duration.ofDays(30));
        }
    }

    /** Runs a task on the engine's threads. */
    void execute(Runnable task) {
        if (poolClosed) {
            throw new RejectedExecutionException();
        }
        world.scheduler.add(this, task);
    }

    /** Runs a task on a thread outside the engine. */
    void runOutsideEngine(Runnable task) {
        world.scheduler.add(this, task);
    }

    void after(Duration delay, Runnable task) {
        world.scheduler.after(this, delay, task);
    }

    private void sweep() {
        world.coverage.sweeps++;
        world.log(name, "sweeps");
        keys.upkeep().sweep().whenComplete((done, error) -> after(sweeps, this::sweep));
    }

    /**
     * A credential vanishes, and the key in it with it. If a rotation is under way, that may be the new key, and no
     * credential holds the old one any more.
     */
    void credentialVanishes(Target target) {
        world.oracle.vanished(home.stores.all().get(target));
        keys.records().all().stream()
                .filter(keyRecord -> target.equals(keyRecord.target()) && keyRecord.keyId() != null)
                .forEach(keyRecord -> world.oracle.vanished(keyRecord.keyId()));
    }

    /** An hourly sweep is enough once hardly anything happens. */
    void setSweepInterval(Duration pause) {
        sweeps = pause;
    }

    void disableCrashes() {
        untilCrash = -1;
    }

    /** Ends the process immediately. */
    void kill() {
        over = true;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    boolean isStopping() {
        return stopping;
    }

    boolean isCopy() {
        return !home.ownsLedger;
    }

    @Override
    public void beforeTask() {
        mayCrash();
    }

    /** A point at which other threads may run first, or the controller may crash. */
    void yieldPoint() {
        mayCrash();
        world.scheduler.pause();
        stopIfOver();
    }

    /** Like {@link #yieldPoint}, but while a lock is held, so that no other thread runs. */
    void mayCrash() {
        stopIfOver();
        if (untilCrash >= 0 && untilCrash-- == 0) {
            over = true;
            stopIfOver();
        }
    }

    private void stopIfOver() {
        if (over) {
            throw new Crash();
        }
    }

    /** An orderly shutdown: Jenkins waits a while for pending work, and ends. */
    void stop(Runnable ended) {
        stopping = true;
        Runnable end = () -> {
            if (!over) {
                poolClosed = true;
                over = true;
                ended.run();
            }
        };
        world.scheduler.after(this, Duration.ofSeconds(20), end);
        keys.stop().thenRun(end);
    }
}
