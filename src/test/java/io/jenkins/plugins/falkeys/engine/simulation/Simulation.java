package io.jenkins.plugins.falkeys.engine.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One run, determined by its seed. */
final class Simulation {

    private static final long MOST_TASKS = 300_000;

    private final World world;
    private final Home home;
    private final Events events;
    private Controller controller;
    private int starts;

    Simulation(long seed, boolean written) {
        world = new World(seed, written);
        home = new Home(world);
        events = new Events(world, () -> controller);
    }

    /** The result of a run. */
    record Result(Coverage coverage, List<String> violations, long hash, String trace) {}

    Result run() {
        world.coverage.seeds = 1;
        start();
        schedule();
        live(Duration.ofMinutes(world.chance.between(5, 40)));
        rest();
        if (world.judge.isContent()) {
            new Invariants(world, controller).check();
            new ListInvariants(world, controller).check();
        }
        return new Result(
                world.coverage, new ArrayList<>(world.judge.violations()), world.trace.hash(), world.trace.text());
    }

    private void start() {
        int untilCrash = world.weather.isCalm() ? -1 : world.chance.between(1, world.chance.of(100, 500, 2000, 10_000));
        world.tell("jenkins", "starts");
        controller = new Controller(world, home, "jenkins" + ++starts, untilCrash);
    }

    private void schedule() {
        for (int i = world.chance.between(1, 3); i > 0; i--) {
            events.startBuild(controller);
        }
        for (int i = world.chance.between(3, 25); i > 0; i--) {
            at(1500, events::happen);
        }
        if (world.chance.oneIn(4)) {
            at(1500, this::copy);
        }
        for (int i = world.chance.of(0, 0, 1, 2); i > 0; i--) {
            at(1500, this::stop);
        }
        if (home.lists.isUsed()) {
            changeLists();
        }
    }

    private void changeLists() {
        for (int i = world.listChance.between(2, 12); i > 0; i--) {
            Duration delay = world.listChance.millis(0, 1_500_000);
            world.scheduler.after(Process.WORLD, delay, () -> home.lists.change(controller));
        }
    }

    private void at(int latestSecond, Runnable event) {
        world.scheduler.after(Process.WORLD, world.chance.millis(0, latestSecond * 1000), event);
    }

    private void live(Duration length) {
        long end = world.scheduler.now() + length.toMillis();
        while (world.judge.isContent() && world.scheduler.now() < end) {
            runFor(Duration.ofMillis(end - world.scheduler.now()));
            if (controller.isOver()) {
                restart(false);
            }
        }
    }

    private void runFor(Duration length) {
        Controller running = controller;
        world.scheduler.run(
                length, () -> world.judge.isContent() && !running.isOver() && world.coverage.tasks <= MOST_TASKS);
        if (world.coverage.tasks > MOST_TASKS) {
            world.judge.violated("The work does not end");
        }
    }

    private void restart(boolean inOrder) {
        if (!inOrder) {
            world.coverage.crashes++;
            world.tell("jenkins", "crashes");
            home.stores.crashed();
        }
        world.judge.crashed(home.records.doubtfulKeys());
        home.items.crashed();
        start();
        home.items.builds().forEach(build -> build.restarted(controller, world.chance.between(0, 3) > 0, inOrder));
    }

    private void stop() {
        if (!controller.isOver() && !controller.isStopping()) {
            world.coverage.stops++;
            world.tell("jenkins", "stops");
            controller.stop(() -> restart(true));
        }
    }

    /** Starts a copy of the controller, which continues everything that the original is doing. */
    private void copy() {
        if (controller.isOver()) {
            return;
        }
        world.coverage.copies++;
        world.tell("admin", "starts a copy");
        Controller copy = new Controller(world, home.copy(world), "copy", -1);
        copy.after(world.chance.millis(0, 1_200_000), copy::kill);
        home.items.builds().forEach(build -> {
            Build same = build.on(copy);
            copy.home.items.add(same);
            copy.soon(same::goOn);
        });
        for (int i = world.chance.between(0, 5); i > 0; i--) {
            copy.after(world.chance.millis(0, 600_000), () -> new Person(world, copy).act());
        }
    }

    /** From now on nothing goes wrong: builds end, and sweeps find the rest. */
    private void rest() {
        world.weather.calms();
        controller.neverCrashes();
        home.admins.restore();
        world.tell("world", "calms down");
        live(Duration.ofHours(2));
        controller.sweepsEvery(Duration.ofHours(1));
        if (home.lists.isUsed()) {
            world.scheduler.after(Process.WORLD, Duration.ofDays(2), home.lists::rotateNoMore);
            world.scheduler.after(Process.WORLD, Duration.ofHours(60), world.judge::comesToRest);
        }
        live(Duration.ofDays(3));
    }
}
