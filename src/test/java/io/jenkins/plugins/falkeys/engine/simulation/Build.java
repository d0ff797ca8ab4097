package io.jenkins.plugins.falkeys.engine.simulation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyReceiver.Lease;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.DeleteRequest;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * A Pipeline build: its steps run one after the other, and each may fail. As in Pipeline, what has been saved survives
 * a crash, and everything after that happens again.
 */
final class Build implements Requester {

    /** A request may take the wait budget, plus the call that was under way then, plus the time to undo it. */
    private static final Duration AFTER_BUDGET =
            FaultRates.MAX_CALL.multipliedBy(2).plusSeconds(10);

    /** The end of a block only waits for the disk. */
    private static final Duration MAX_BLOCK_END = Duration.ofSeconds(10);

    private final World world;
    private final Items.Item job;
    private final int number;
    private final long started;
    private final List<Step> steps;
    private Controller controller;
    private Progress now = new Progress(0, Phase.REQUESTING, null);
    private Progress saved = now;
    private CompletableFuture<?> pending;

    /** The keys of blocks that have ended, even if that was not saved. */
    private final Set<String> ended = new HashSet<>();

    private boolean aborted;
    private boolean over;

    Build(World world, Controller controller, Items.Item job, List<Step> steps) {
        this.world = world;
        this.controller = controller;
        this.job = job;
        this.number = ++job.lastBuild;
        this.started = world.scheduler.clock().millis();
        this.steps = steps;
    }

    /** The same build on a copy of its controller, where it continues from what was saved. */
    private Build(Build original, Controller copy, Items.Item job) {
        this.world = original.world;
        this.controller = copy;
        this.job = job;
        this.number = original.number;
        this.started = original.started;
        this.steps = original.steps;
        this.now = original.saved;
        this.saved = original.saved;
        this.aborted = original.aborted;
        this.over = original.over;
    }

    Build on(Controller copy) {
        Items.Item same = copy.home.items.all().stream()
                .filter(item -> item.id.equals(job.id))
                .findFirst()
                .orElse(job);
        return new Build(this, copy, same);
    }

    /** The progress of a step. */
    private enum Phase {
        REQUESTING,
        IN_BLOCK,
        ENDING_BLOCK
    }

    private record Progress(
            int step, Phase phase, @CheckForNull Lease lease) {}

    String run() {
        return job.fullName() + "#" + number;
    }

    long started() {
        return started;
    }

    boolean isOver() {
        return over || isGone();
    }

    boolean isGone() {
        return job.isGone();
    }

    boolean isIn(Items.Item item) {
        return job == item || job.folder == item;
    }

    private String place() {
        return job.id + "#" + number + "/" + now.step();
    }

    private Origin origin() {
        return new Origin(run(), started, String.valueOf(now.step()), job.fullName());
    }

    /** Starts the next step, or continues it after a restart. */
    void proceed() {
        if (isOver()) {
            return;
        }
        if (now.step() == steps.size() || aborted && now.phase() == Phase.REQUESTING) {
            finish();
            return;
        }
        switch (now.phase()) {
            case REQUESTING -> request(steps.get(now.step()));
            case IN_BLOCK -> runLater(this::onBlockEnd);
            case ENDING_BLOCK -> endBlock();
        }
    }

    private void runLater(Runnable task) {
        controller.after(world.random.oneIn(4) ? world.random.millis(0, 600_000) : world.random.millis(0, 5_000), task);
    }

    private void finish() {
        over = true;
        world.log(run(), "ends");
    }

    private void request(Step step) {
        Controller asked = controller;
        String place = place();
        world.log(run(), "requests at step " + now.step() + ": " + step);
        Progress requested = now;
        CompletableFuture<?> answer = request(step, origin());
        pending = answer;
        if (step.mayRevokeKey()) {
            world.oracle.mayBeRevoked(asked, step.credentialsId(), place, answer);
        }
        world.oracle.expectCompletion(asked, place, world.waitBudget.plus(AFTER_BUDGET), answer);
        answer.whenComplete((value, error) -> {
            if (!(error instanceof CancellationException) && !asked.isOver()) {
                asked.runOutsideEngine(() -> completed(requested, place, value, error));
            }
        });
    }

    private CompletableFuture<?> request(Step step, Origin origin) {
        return switch (step.kind()) {
            case CREATE ->
                controller.keys.create(
                        new KeyRequest(origin, step.alias(), false, null),
                        new StoreRequest(step.credentialsId(), null, null, step.policy(), step.graceMinutes()),
                        this);
            case ROTATE ->
                controller.keys.rotate(
                        new RotateRequest(origin, step.credentialsId(), null, step.graceMinutes(), null), this);
            case DELETE ->
                controller.keys.delete(new DeleteRequest(origin, null, step.credentialsId(), true, true), this);
            case BLOCK -> {
                String alias = step.uniqueAlias() ? uniqueAlias(origin) : step.alias();
                Progress requested = now;
                yield controller.keys.withKey(
                        new KeyRequest(origin, alias, step.uniqueAlias(), null),
                        this,
                        (key, lease) -> runBlock(requested, key, lease));
            }
        };
    }

    private String uniqueAlias(Origin origin) {
        try {
            return controller.keys.uniqueAlias(origin, number);
        } catch (KeyException e) {
            throw new IllegalStateException("No folder requires a prefix here", e);
        }
    }

    private void completed(
            Progress requested, String place, @CheckForNull Object value, @CheckForNull Throwable error) {
        String key = value instanceof CreatedKey created ? created.keyId() : "it";
        world.log(run(), error == null ? "got " + key : "failed: " + error.getMessage());
        if (value instanceof CreatedKey created) {
            world.oracle.promised(key, created.target().credentialsId(), place);
        }
        if (error != null && !controller.isCopy() && controller.keys.records().isLoaded()) {
            checkNothingIsLeft(requested.step());
        }
        // If a block has received its key, it continues on its own.
        if (now == requested) {
            next();
        }
    }

    /** A failed step must not leave a key that nobody will revoke, unless the key is in its credential. */
    private void checkNothingIsLeft(int step) {
        controller.keys.records().touchedBy(run(), started).stream()
                .filter(keyRecord -> keyRecord.origin().node().equals(String.valueOf(step)))
                .filter(keyRecord -> keyRecord.keyId() != null)
                .filter(keyRecord -> keyRecord.state() == KeyState.CREATING || keyRecord.state() == KeyState.ACTIVE)
                .filter(keyRecord -> !controller.home.records.isUnwritten(keyRecord.id()))
                .filter(keyRecord ->
                        !keyRecord.keyId().equals(controller.home.stores.all().get(keyRecord.target())))
                .forEach(keyRecord -> world.oracle.violation("A failed step has left " + Records.describe(keyRecord)));
    }

    private void next() {
        progress(new Progress(now.step() + 1, Phase.REQUESTING, null));
        runLater(this::proceed);
    }

    /** The state is saved a little later, unless the controller crashes first. */
    private void progress(Progress to) {
        now = to;
        controller.after(world.random.millis(0, 100), () -> saved = now);
    }

    @Override
    public CompletableFuture<Void> save() {
        world.log(run(), "saves its state");
        CompletableFuture<Void> done = new CompletableFuture<>();
        controller.after(world.random.millis(0, 20), () -> {
            saved = now;
            done.complete(null);
        });
        return done;
    }

    @Override
    public void waiting(String line) {
        world.log(run(), "waits");
    }

    /** The block receives its key. This may fail, too. */
    private void runBlock(Progress requested, FalKey key, Lease lease) throws IOException {
        if (aborted || now != requested) {
            throw new CancellationException();
        }
        if (world.faultRates.occurs(world.random, world.faultRates.storeFaults)) {
            throw new IOException("The log cannot be masked");
        }
        world.log(run(), "uses " + key.keyId());
        setInUse(key.keyId(), true);
        progress(new Progress(now.step(), Phase.IN_BLOCK, lease));
        runLater(this::onBlockEnd);
    }

    /** On a copy of the controller, it does not matter whether a block uses its key. */
    private void setInUse(String keyId, boolean used) {
        if (!controller.isCopy()) {
            world.oracle.setInUse(keyId, used);
        }
    }

    private void onBlockEnd() {
        if (now.phase() == Phase.IN_BLOCK) {
            world.log(run(), "ends its block");
            setInUse(now.lease().keyId(), false);
            ended.add(now.lease().keyId());
            progress(new Progress(now.step(), Phase.ENDING_BLOCK, now.lease()));
            endBlock();
        }
    }

    private void endBlock() {
        Controller asked = controller;
        CompletableFuture<Optional<String>> end = asked.keys.end(now.lease());
        world.oracle.expectCompletion(asked, place() + " (end)", MAX_BLOCK_END, end);
        end.whenComplete((value, error) -> {
            if (!(error instanceof CancellationException) && !asked.isOver()) {
                asked.runOutsideEngine(this::next);
            }
        });
    }

    /** A user aborts the build, or Jenkins does because its job is being deleted. */
    void abort() {
        if (isOver() || aborted) {
            return;
        }
        world.coverage.aborts++;
        world.log(run(), "is aborted");
        aborted = true;
        if (now.phase() == Phase.IN_BLOCK) {
            onBlockEnd();
        } else if (now.phase() == Phase.REQUESTING && (pending == null || pending.cancel(true))) {
            finish();
        }
    }

    /** The controller was restarted. The build continues from its saved state if it can continue at all. */
    void onRestart(Controller next, boolean resumes, boolean orderly) {
        if (now.lease() != null) {
            setInUse(now.lease().keyId(), false);
        }
        controller = next;
        pending = null;
        if (isOver()) {
            return;
        }
        now = orderly ? now : saved;
        saved = now;
        if (!resumes) {
            finish();
            return;
        }
        if (now.phase() == Phase.IN_BLOCK && !ended.contains(now.lease().keyId())) {
            setInUse(now.lease().keyId(), true);
        }
        next.after(world.random.millis(0, 10_000), () -> {
            world.log(run(), "resumes");
            proceed();
        });
    }
}
