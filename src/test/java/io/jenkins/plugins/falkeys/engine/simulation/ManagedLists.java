package io.jenkins.plugins.falkeys.engine.simulation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.simulation.Items.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The managed keys listed by the controller and by folders. Half of the runs have none. */
final class ManagedLists {

    private final World world;
    private final Items items;
    private final boolean used;
    private final List<Listed> all = new ArrayList<>();

    ManagedLists(World world, Items items) {
        this.world = world;
        this.items = items;
        this.used = world.listRandom.oneIn(2);
    }

    private ManagedLists(ManagedLists original, Items items) {
        this.world = original.world;
        this.items = items;
        this.used = original.used;
        original.all.forEach(listed -> listed.in(items).ifPresent(all::add));
    }

    ManagedLists copy(Items copiedItems) {
        return new ManagedLists(this, copiedItems);
    }

    /**
     * @param place the folder that has the list, even after it was renamed; null for the controller
     * @param store for the controller's list, the full name of a folder as an administrator entered it
     */
    private record Listed(
            @CheckForNull Item place,
            String store,
            String alias,
            String credentialsId,
            @CheckForNull String description,
            int rotateAfterDays,
            int graceMinutes) {

        boolean exists() {
            return place == null || !place.isGone();
        }

        Optional<Listed> in(Items other) {
            return place == null
                    ? Optional.of(this)
                    : other.all().stream()
                            .filter(item -> item.id.equals(place.id))
                            .findFirst()
                            .map(same -> new Listed(
                                    same, store, alias, credentialsId, description, rotateAfterDays, graceMinutes));
        }

        Listed withStore(String name) {
            return new Listed(place, name, alias, credentialsId, description, rotateAfterDays, graceMinutes);
        }

        Listed withoutRotation() {
            return new Listed(place, store, alias, credentialsId, description, 0, graceMinutes);
        }

        ManagedEntry entry() {
            String name = place == null ? "" : place.fullName();
            return new ManagedEntry(
                    name,
                    alias,
                    credentialsId,
                    description,
                    place == null ? store : name,
                    rotateAfterDays,
                    graceMinutes,
                    null);
        }
    }

    boolean isUsed() {
        return used;
    }

    /** The controller's list comes first. */
    List<ManagedEntry> entries() {
        return all.stream()
                .filter(Listed::exists)
                .map(Listed::entry)
                .sorted((one, other) ->
                        Boolean.compare(!one.place().isEmpty(), !other.place().isEmpty()))
                .toList();
    }

    /** Jenkins reports that a folder has been renamed, and the controller's list is updated. */
    void renamed(String oldName, String newName) {
        all.replaceAll(listed -> listed.store().equals(oldName) ? listed.withStore(newName) : listed);
    }

    /** Changes a list, or deletes a credential that a list names. */
    void change(Controller controller) {
        world.coverage.listChanges++;
        Randomness random = world.listRandom;
        int action = all.isEmpty() ? 0 : random.between(0, 6);
        switch (action) {
            case 0, 1, 2 -> all.add(logged("adds to a list", randomEntry()));
            case 3 -> all.remove(logged("removes from a list", random.pick(all)));
            case 4 -> wipe(controller, random.pick(all).entry().target(""));
            default -> all.set(random.between(0, all.size() - 1), logged("replaces a list entry with", randomEntry()));
        }
    }

    private Listed logged(String what, Listed listed) {
        world.log("admin", what + " " + listed.entry());
        return listed;
    }

    private Listed randomEntry() {
        Randomness random = world.listRandom;
        Item place = random.oneIn(2)
                ? null
                : items.all().stream().filter(item -> item.isFolder).findFirst().orElse(null);
        String id = random.pick("fal-m", "fal-n", "fal-x");
        return new Listed(
                place,
                random.pick("", "team"),
                random.pick("key " + id, "managed"),
                id,
                random.pick(null, "one", "other"),
                random.between(0, 1),
                random.pick(0, 1, 60));
    }

    private void wipe(Controller controller, Target target) {
        boolean isUp = !controller.isOver() && controller.keys.records().isLoaded();
        if (isUp && controller.home.stores.all().containsKey(target)) {
            world.log("admin", "wipes " + target);
            controller.credentialVanishes(target);
            controller.home.stores.put(target, null);
        }
    }

    /** No key has to be rotated from now on. */
    void stopRotating() {
        all.replaceAll(Listed::withoutRotation);
    }
}
