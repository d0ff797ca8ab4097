package io.jenkins.plugins.falkeys.engine.simulation;

import io.jenkins.plugins.falkeys.engine.simulation.Items.Item;
import io.jenkins.plugins.falkeys.engine.simulation.SimulatedFal.FalAccount;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What happens around the engine: builds start and are aborted, items are created, renamed and deleted, and
 * administrators and fal's other users act.
 */
final class Events {

    private final World world;
    private final Supplier<Controller> current;

    Events(World world, Supplier<Controller> current) {
        this.world = world;
        this.current = current;
    }

    /** Runs a random event, unless the controller is down. */
    void runRandomEvent() {
        Controller controller = current.get();
        if (controller.isOver() || controller.isStopping()) {
            return;
        }
        switch (world.random.between(0, 19)) {
            case 0, 1, 2, 3, 4, 5 -> startBuild(controller);
            case 6, 7 -> abortBuild(controller);
            case 8, 9 -> rename(controller);
            case 10 -> remove(controller);
            case 11 -> addJob(controller);
            case 12 -> createForeignKey();
            case 13 -> changeAdminKey(controller);
            default -> new Administrator(world, controller).act();
        }
    }

    void startBuild(Controller controller) {
        List<Item> jobs = controller.home.items.jobs();
        if (jobs.isEmpty()) {
            return;
        }
        List<Step> steps = new ArrayList<>();
        for (int i = world.random.between(1, 4); i > 0; i--) {
            steps.add(Step.random(world.random));
        }
        Build build = new Build(world, controller, world.random.pick(jobs), steps);
        controller.home.items.add(build);
        controller.runOutsideEngine(build::proceed);
    }

    private void abortBuild(Controller controller) {
        List<Build> running = controller.home.items.builds().stream()
                .filter(build -> !build.isOver())
                .toList();
        if (!running.isEmpty()) {
            Build build = world.random.pick(running);
            controller.runOutsideEngine(build::abort);
        }
    }

    /** A little later, Jenkins reports each item whose full name has changed, one by one. */
    private void rename(Controller controller) {
        List<Item> items = controller.home.items.all();
        if (items.isEmpty()) {
            return;
        }
        Item renamed = world.random.pick(items);
        world.coverage.renames++;
        Map<String, String> names = new LinkedHashMap<>();
        controller.home.items.withDescendants(renamed).forEach(item -> names.put(item.id, item.fullName()));
        controller.home.items.rename(renamed);
        controller.home.items.withDescendants(renamed).forEach(item -> {
            String old = names.get(item.id);
            String now = item.fullName();
            world.log("admin", "renamed " + old + " to " + now);
            names.put(old, now);
            names.remove(item.id);
        });
        reportRenames(controller, new ArrayDeque<>(names.entrySet()));
    }

    private void reportRenames(Controller controller, Deque<Map.Entry<String, String>> names) {
        Map.Entry<String, String> name = names.poll();
        if (name != null) {
            Duration busy = world.random.oneIn(4) ? world.random.millis(0, 3000) : Duration.ZERO;
            controller.after(busy, () -> {
                controller.home.lists.renamed(name.getKey(), name.getValue());
                controller.keys.upkeep().renamed(name.getKey(), name.getValue());
                reportRenames(controller, names);
            });
        }
    }

    /** Its builds are aborted first. */
    private void remove(Controller controller) {
        List<Item> items = controller.home.items.all();
        if (items.size() < 2) {
            return;
        }
        Item removed = world.random.pick(items);
        world.coverage.removals++;
        controller.runOutsideEngine(() -> {
            world.log("admin", "removes " + removed.fullName());
            removed.beingDeleted = true;
            controller.home.items.builds().stream()
                    .filter(build -> build.isIn(removed))
                    .forEach(Build::abort);
            controller.after(world.random.millis(0, 5000), () -> {
                world.log("admin", "removed " + removed.fullName());
                controller.home.stores.all().keySet().stream()
                        .filter(target -> target.store().equals(removed.fullName()))
                        .forEach(controller::credentialVanishes);
                removed.gone = true;
            });
        });
    }

    private void addJob(Controller controller) {
        Items items = controller.home.items;
        String name = world.random.pick("team/a", "c");
        if (items.find(name).isEmpty()) {
            if (name.equals("c")) {
                items.add(null, false, "c");
            } else {
                Item folder = items.find("team").orElseGet(() -> items.add(null, true, "team"));
                items.add(folder, false, "a");
            }
            world.log("admin", "adds " + name);
        }
    }

    private void createForeignKey() {
        FalAccount account = world.fal.accounts().get(world.random.pick("acme", "globex"));
        String keyId = world.fal
                .mint(account, world.random.pick("key fal-x", "foreign"))
                .id();
        world.oracle.foreign(keyId);
        world.log("fal", "has a foreign key " + keyId);
    }

    private void changeAdminKey(Controller controller) {
        switch (world.random.between(0, 3)) {
            case 0, 1 -> controller.home.admins.rename();
            case 2 -> controller.home.admins.replace("acme", world.random.oneIn(2));
            default -> controller.home.admins.replace("globex", false);
        }
    }
}
