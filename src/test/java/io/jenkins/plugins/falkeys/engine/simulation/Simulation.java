package io.jenkins.plugins.falkeys.engine.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One run, determined by its seed. */
final class Simulation {

    private static final long MAX_TASKS = 300_000;

    private final World world;
    private final Home home;
    private final Events events;
    private Controller controller;
    private int starts;

    Simulation(long seed, boolean keepTrace) {
        world = new World(seed, keepTrace);
        home = new Home(world);
        events = new Events(world, () -> controller);
    }

    /** The result of a run. */
    record Result(Coverage coverage, List<String> violations, long hash, String trace) {}

    Result run() {
        world.coverage.seeds = 1;
        start();
        schedule();
        simulate(Duration.ofMinutes(world.random.between(5, 40)));
        calmDown();
        if (world.oracle.isSatisfied()) {
            new Invariants(world, controller).check();
            new ListInvariants(world, controller).check();
        }
        return new Result(
                world.coverage, new ArrayList<>(world.oracle.violations()), world.trace.hash(), world.trace.text());
    }

    private void start() {
        int untilCrash =
                world.faultRates.areOff() ? -1 : world.random.between(1, world.random.pick(100, 500, 2000, 10_000));
        world.log("jenkins", "starts");
        controller = new Controller(world, home, "jenkins" + ++starts, untilCrash);
    }

    private void schedule() {
        for (int i = world.random.between(1, 3); i > 0; i--) {
            events.startBuild(controller);
        }
        for (int i = world.random.between(3, 25); i > 0; i--) {
            scheduleWithin(1500, events::runRandomEvent);
        }
        if (world.random.oneIn(4)) {
            scheduleWithin(1500, this::copy);
        }
        for (int i = world.random.pick(0, 0, 1, 2); i > 0; i--) {
            scheduleWithin(1500, this::stop);
        }
        if (home.lists.isUsed()) {
            changeLists();
        }
    }

    private void changeLists() {
        for (int i = world.listRandom.between(2, 12); i > 0; i--) {
            Duration delay = world.listRandom.millis(0, 1_500_000);
            world.scheduler.after(Actor.WORLD, delay, () -> home.lists.change(controller));
        }
    }

    private void scheduleWithin(int latestSecond, Runnable event) {
        world.scheduler.after(Actor.WORLD, world.random.millis(0, latestSecond * 1000), event);
    }

    private void simulate(Duration length) {
        long end = world.scheduler.now() + length.toMillis();
        while (world.oracle.isSatisfied() && world.scheduler.now() < end) {
            runFor(Duration.ofMillis(end - world.scheduler.now()));
            if (controller.isOver()) {
                restart(false);
            }
        }
    }

    private void runFor(Duration length) {
        Controller running = controller;
        world.scheduler.run(
                length, () -> world.oracle.isSatisfied() && !running.isOver() && world.coverage.tasks <= MAX_TASKS);
        if (world.coverage.tasks > MAX_TASKS) {
            world.oracle.violation("The work never ends");
        }
    }

    private void restart(boolean orderly) {
        if (!orderly) {
            world.coverage.crashes++;
            world.log("jenkins", "crashes");
            home.stores.onCrash();
        }
        world.oracle.onRestart(home.records.doubtfulKeys());
        home.items.onCrash();
        start();
        home.items.builds().forEach(build -> build.onRestart(controller, world.random.between(0, 3) > 0, orderly));
    }

    private void stop() {
        if (!controller.isOver() && !controller.isStopping()) {
            world.coverage.stops++;
            world.log("jenkins", "stops");
            controller.stop(() -> restart(true));
        }
    }

    /** Starts a copy of the controller, which continues everything that the original was doing. */
    private void copy() {
        if (controller.isOver()) {
            return;
        }
        world.coverage.copies++;
        world.log("admin", "starts a copy of the controller");
        Controller copy = new Controller(world, home.copy(world), "copy", -1);
        copy.after(world.random.millis(0, 1_200_000), copy::kill);
        home.items.builds().forEach(build -> {
            Build same = build.on(copy);
            copy.home.items.add(same);
            copy.runOutsideEngine(same::proceed);
        });
        for (int i = world.random.between(0, 5); i > 0; i--) {
            copy.after(world.random.millis(0, 600_000), () -> new Administrator(world, copy).act());
        }
    }

    /** Nothing goes wrong from now on: builds end, and sweeps clean up. */
    private void calmDown() {
        world.faultRates.turnOff();
        controller.disableCrashes();
        home.admins.restore();
        world.log("world", "calms down");
        simulate(Duration.ofHours(2));
        controller.setSweepInterval(Duration.ofHours(1));
        if (home.lists.isUsed()) {
            world.scheduler.after(Actor.WORLD, Duration.ofDays(2), home.lists::stopRotating);
            world.scheduler.after(Actor.WORLD, Duration.ofHours(60), world.oracle::expectNoMorePosts);
        }
        simulate(Duration.ofDays(3));
    }
}
