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
 * the controller, and everything after that happens again.
 */
final class Build implements Requester {

    /** An answer may take the wait budget, plus the call that was under way then, plus undoing it. */
    private static final Duration BEYOND_BUDGET =
            Weather.LONGEST_CALL.multipliedBy(2).plusSeconds(10);

    /** The end of a block only waits for a file. */
    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final World world;
    private final Items.Item job;
    private final int number;
    private final long started;
    private final List<Step> steps;
    private Controller controller;
    private Progress now = new Progress(0, Phase.ASKING, null);
    private Progress saved = now;
    private CompletableFuture<?> pending;

    /** The keys of blocks that have ended once, although that may not have been saved. */
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
        ASKING,
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

    boolean isOf(Items.Item item) {
        return job == item || job.folder == item;
    }

    private String place() {
        return job.id + "#" + number + "/" + now.step();
    }

    private Origin origin() {
        return new Origin(run(), started, String.valueOf(now.step()), job.fullName());
    }

    /** Begins, or continues after a restart. */
    void goOn() {
        if (isOver()) {
            return;
        }
        if (now.step() == steps.size() || aborted && now.phase() == Phase.ASKING) {
            finish();
            return;
        }
        switch (now.phase()) {
            case ASKING -> ask(steps.get(now.step()));
            case IN_BLOCK -> soon(this::blockEnds);
            case ENDING_BLOCK -> endBlock();
        }
    }

    private void soon(Runnable task) {
        controller.after(world.chance.oneIn(4) ? world.chance.millis(0, 600_000) : world.chance.millis(0, 5_000), task);
    }

    private void finish() {
        over = true;
        world.tell(run(), "is over");
    }

    private void ask(Step step) {
        Controller asked = controller;
        String place = place();
        world.tell(run(), "asks at step " + now.step() + ": " + step);
        Progress asking = now;
        CompletableFuture<?> answer = ask(step, origin());
        pending = answer;
        if (step.mayEndKeys()) {
            world.judge.asked(asked, step.credentialsId(), place, answer);
        }
        world.judge.awaits(asked, place, world.waitBudget.plus(BEYOND_BUDGET), answer);
        answer.whenComplete((value, error) -> {
            if (!(error instanceof CancellationException) && !asked.isOver()) {
                asked.soon(() -> answered(asking, place, value, error));
            }
        });
    }

    private CompletableFuture<?> ask(Step step, Origin origin) {
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
                Progress asking = now;
                yield controller.keys.withKey(
                        new KeyRequest(origin, alias, step.uniqueAlias(), null),
                        this,
                        (key, lease) -> runBlock(asking, key, lease));
            }
        };
    }

    private String uniqueAlias(Origin origin) {
        try {
            return controller.keys.uniqueAlias(origin, number);
        } catch (KeyException e) {
            throw new IllegalStateException("No folder asks for a prefix here", e);
        }
    }

    private void answered(Progress asking, String place, @CheckForNull Object value, @CheckForNull Throwable error) {
        String key = value instanceof CreatedKey created ? created.keyId() : "it";
        world.tell(run(), error == null ? "got " + key : "failed: " + error.getMessage());
        if (value instanceof CreatedKey created) {
            world.judge.promised(key, created.target().credentialsId(), place);
        }
        if (error != null && !controller.isCopy() && controller.keys.records().isLoaded()) {
            checkNothingIsLeft(asking.step());
        }
        // Once the key has arrived, its block continues by itself.
        if (now == asking) {
            next();
        }
    }

    /** A failed step must not leave a key behind that nobody will revoke, unless that key is where it belongs. */
    private void checkNothingIsLeft(int step) {
        controller.keys.records().touchedBy(run(), started).stream()
                .filter(keyRecord -> keyRecord.origin().node().equals(String.valueOf(step)))
                .filter(keyRecord -> keyRecord.keyId() != null)
                .filter(keyRecord -> keyRecord.state() == KeyState.CREATING || keyRecord.state() == KeyState.ACTIVE)
                .filter(keyRecord -> !controller.home.records.isUnwritten(keyRecord.id()))
                .filter(keyRecord ->
                        !keyRecord.keyId().equals(controller.home.stores.all().get(keyRecord.target())))
                .forEach(
                        keyRecord -> world.judge.violated("A step has failed and left " + Records.describe(keyRecord)));
    }

    private void next() {
        progress(new Progress(now.step() + 1, Phase.ASKING, null));
        soon(this::goOn);
    }

    /** The state is saved a little later, unless the controller is gone by then. */
    private void progress(Progress to) {
        now = to;
        controller.after(world.chance.millis(0, 100), () -> saved = now);
    }

    @Override
    public CompletableFuture<Void> save() {
        world.tell(run(), "saves");
        CompletableFuture<Void> done = new CompletableFuture<>();
        controller.after(world.chance.millis(0, 20), () -> {
            saved = now;
            done.complete(null);
        });
        return done;
    }

    @Override
    public void waiting(String line) {
        world.tell(run(), "waits");
    }

    /** The block gets its key; something may go wrong here as well. */
    private void runBlock(Progress asking, FalKey key, Lease lease) throws IOException {
        if (aborted || now != asking) {
            throw new CancellationException();
        }
        if (world.weather.strikes(world.chance, world.weather.storeFaults)) {
            throw new IOException("The log cannot be masked");
        }
        world.tell(run(), "works with " + key.keyId());
        use(key.keyId(), true);
        progress(new Progress(now.step(), Phase.IN_BLOCK, lease));
        soon(this::blockEnds);
    }

    /** On a copy of the controller, a block has no influence on its key. */
    private void use(String keyId, boolean used) {
        if (!controller.isCopy()) {
            world.judge.inUse(keyId, used);
        }
    }

    private void blockEnds() {
        if (now.phase() == Phase.IN_BLOCK) {
            world.tell(run(), "ends its block");
            use(now.lease().keyId(), false);
            ended.add(now.lease().keyId());
            progress(new Progress(now.step(), Phase.ENDING_BLOCK, now.lease()));
            endBlock();
        }
    }

    private void endBlock() {
        Controller asked = controller;
        CompletableFuture<Optional<String>> end = asked.keys.end(now.lease());
        world.judge.awaits(asked, place() + " (end)", LONGEST_END, end);
        end.whenComplete((value, error) -> {
            if (!(error instanceof CancellationException) && !asked.isOver()) {
                asked.soon(this::next);
            }
        });
    }

    /** A user aborts the build, or Jenkins does because its job is being deleted. */
    void abort() {
        if (isOver() || aborted) {
            return;
        }
        world.coverage.aborts++;
        world.tell(run(), "is aborted");
        aborted = true;
        if (now.phase() == Phase.IN_BLOCK) {
            blockEnds();
        } else if (now.phase() == Phase.ASKING && (pending == null || pending.cancel(true))) {
            finish();
        }
    }

    /** The controller is gone. The next one continues with what was saved, if the build can continue at all. */
    void restarted(Controller next, boolean resumes, boolean inOrder) {
        if (now.lease() != null) {
            use(now.lease().keyId(), false);
        }
        controller = next;
        pending = null;
        if (isOver()) {
            return;
        }
        now = inOrder ? now : saved;
        saved = now;
        if (!resumes) {
            finish();
            return;
        }
        if (now.phase() == Phase.IN_BLOCK && !ended.contains(now.lease().keyId())) {
            use(now.lease().keyId(), true);
        }
        next.after(world.chance.millis(0, 10_000), () -> {
            world.tell(run(), "resumes");
            goOn();
        });
    }
}
