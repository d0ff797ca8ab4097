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
 * What happens around the engine: builds begin and are aborted, items are created, moved and deleted, people and fal
 * act.
 */
final class Events {

    private final World world;
    private final Supplier<Controller> current;

    Events(World world, Supplier<Controller> current) {
        this.world = world;
        this.current = current;
    }

    /** Lets one event happen, unless the controller is down. */
    void happen() {
        Controller controller = current.get();
        if (controller.isOver() || controller.isStopping()) {
            return;
        }
        switch (world.chance.between(0, 19)) {
            case 0, 1, 2, 3, 4, 5 -> startBuild(controller);
            case 6, 7 -> abortBuild(controller);
            case 8, 9 -> rename(controller);
            case 10 -> remove(controller);
            case 11 -> addJob(controller);
            case 12 -> otherPeoplesKey();
            case 13 -> changeAdminKey(controller);
            default -> new Person(world, controller).act();
        }
    }

    void startBuild(Controller controller) {
        List<Item> jobs = controller.home.items.jobs();
        if (jobs.isEmpty()) {
            return;
        }
        List<Step> steps = new ArrayList<>();
        for (int i = world.chance.between(1, 4); i > 0; i--) {
            steps.add(Step.drawn(world.chance));
        }
        Build build = new Build(world, controller, world.chance.of(jobs), steps);
        controller.home.items.add(build);
        controller.soon(build::goOn);
    }

    private void abortBuild(Controller controller) {
        List<Build> running = controller.home.items.builds().stream()
                .filter(build -> !build.isOver())
                .toList();
        if (!running.isEmpty()) {
            Build build = world.chance.of(running);
            controller.soon(build::abort);
        }
    }

    /** Jenkins reports each item whose full name has changed, one after the other, some time later. */
    private void rename(Controller controller) {
        List<Item> items = controller.home.items.all();
        if (items.isEmpty()) {
            return;
        }
        Item renamed = world.chance.of(items);
        world.coverage.renames++;
        Map<String, String> names = new LinkedHashMap<>();
        controller.home.items.from(renamed).forEach(item -> names.put(item.id, item.fullName()));
        controller.home.items.rename(renamed);
        controller.home.items.from(renamed).forEach(item -> {
            String old = names.get(item.id);
            String now = item.fullName();
            world.tell("admin", "has renamed " + old + " to " + now);
            names.put(old, now);
            names.remove(item.id);
        });
        tell(controller, new ArrayDeque<>(names.entrySet()));
    }

    private void tell(Controller controller, Deque<Map.Entry<String, String>> names) {
        Map.Entry<String, String> name = names.poll();
        if (name != null) {
            Duration busy = world.chance.oneIn(4) ? world.chance.millis(0, 3000) : Duration.ZERO;
            controller.after(busy, () -> {
                controller.home.lists.renamed(name.getKey(), name.getValue());
                controller.keys.upkeep().renamed(name.getKey(), name.getValue());
                tell(controller, names);
            });
        }
    }

    /** Its builds are aborted first. */
    private void remove(Controller controller) {
        List<Item> items = controller.home.items.all();
        if (items.size() < 2) {
            return;
        }
        Item removed = world.chance.of(items);
        world.coverage.removals++;
        controller.soon(() -> {
            world.tell("admin", "removes " + removed.fullName());
            removed.leaving = true;
            controller.home.items.builds().stream()
                    .filter(build -> build.isOf(removed))
                    .forEach(Build::abort);
            controller.after(world.chance.millis(0, 5000), () -> {
                world.tell("admin", "has removed " + removed.fullName());
                controller.home.stores.all().keySet().stream()
                        .filter(target -> target.store().equals(removed.fullName()))
                        .forEach(controller::loses);
                removed.gone = true;
            });
        });
    }

    private void addJob(Controller controller) {
        Items items = controller.home.items;
        String name = world.chance.of("team/a", "c");
        if (items.find(name).isEmpty()) {
            if (name.equals("c")) {
                items.add(null, false, "c");
            } else {
                Item folder = items.find("team").orElseGet(() -> items.add(null, true, "team"));
                items.add(folder, false, "a");
            }
            world.tell("admin", "adds a new " + name);
        }
    }

    private void otherPeoplesKey() {
        FalAccount account = world.fal.accounts().get(world.chance.of("acme", "globex"));
        String keyId =
                world.fal.mint(account, world.chance.of("key fal-x", "theirs")).id();
        world.judge.foreign(keyId);
        world.tell("fal", "has a key " + keyId + " of other people");
    }

    private void changeAdminKey(Controller controller) {
        switch (world.chance.between(0, 3)) {
            case 0, 1 -> controller.home.admins.rename();
            case 2 -> controller.home.admins.replace("acme", world.chance.oneIn(2));
            default -> controller.home.admins.replace("globex", false);
        }
    }
}
