package io.jenkins.plugins.falkeys.engine.simulation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.simulation.Items.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lists of managed keys of the controller and of folders. Half of the runs have none. */
final class ManagedLists {

    private final World world;
    private final Items items;
    private final boolean used;
    private final List<Listed> all = new ArrayList<>();

    ManagedLists(World world, Items items) {
        this.world = world;
        this.items = items;
        this.used = world.listChance.oneIn(2);
    }

    private ManagedLists(ManagedLists original, Items items) {
        this.world = original.world;
        this.items = items;
        this.used = original.used;
        original.all.forEach(listed -> listed.in(items).ifPresent(all::add));
    }

    ManagedLists copy(Items theirs) {
        return new ManagedLists(this, theirs);
    }

    /**
     * @param place the folder that has the list, and keeps it when it is moved; null for the controller
     * @param store for the controller's list, the full name of a folder as somebody wrote it
     */
    private record Listed(
            @CheckForNull Item place,
            String store,
            String alias,
            String credentialsId,
            @CheckForNull String description,
            int rotateAfterDays,
            int graceMinutes) {

        boolean isThere() {
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

        Listed neverRotated() {
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
                .filter(Listed::isThere)
                .map(Listed::entry)
                .sorted((one, other) ->
                        Boolean.compare(!one.place().isEmpty(), !other.place().isEmpty()))
                .toList();
    }

    /** Jenkins reports that a folder has been renamed, and the controller's list is updated. */
    void renamed(String oldName, String newName) {
        all.replaceAll(listed -> listed.store().equals(oldName) ? listed.withStore(newName) : listed);
    }

    /** Somebody changes a list, or deletes a credential that a list names. */
    void change(Controller controller) {
        world.coverage.listings++;
        Chance chance = world.listChance;
        int drawn = all.isEmpty() ? 0 : chance.between(0, 6);
        switch (drawn) {
            case 0, 1, 2 -> all.add(tell("lists", drawn()));
            case 3 -> all.remove(tell("lists no more", chance.of(all)));
            case 4 -> wipe(controller, chance.of(all).entry().target(""));
            default -> all.set(chance.between(0, all.size() - 1), tell("lists instead of one of them", drawn()));
        }
    }

    private Listed tell(String what, Listed listed) {
        world.tell("admin", what + " " + listed.entry());
        return listed;
    }

    private Listed drawn() {
        Chance chance = world.listChance;
        Item place = chance.oneIn(2)
                ? null
                : items.all().stream().filter(item -> item.isFolder).findFirst().orElse(null);
        String id = chance.of("fal-m", "fal-n", "fal-x");
        return new Listed(
                place,
                chance.of("", "team"),
                chance.of("key " + id, "managed"),
                id,
                chance.of(null, "one", "other"),
                chance.between(0, 1),
                chance.of(0, 1, 60));
    }

    private void wipe(Controller controller, Target target) {
        boolean isUp = !controller.isOver() && controller.keys.records().isLoaded();
        if (isUp && controller.home.stores.all().containsKey(target)) {
            world.tell("admin", "wipes " + target);
            controller.loses(target);
            controller.home.stores.put(target, null);
        }
    }

    /** From now on, no key has to be rotated. */
    void rotateNoMore() {
        all.replaceAll(Listed::neverRotated);
    }
}
