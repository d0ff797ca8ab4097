package io.jenkins.plugins.falkeys.engine.simulation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.Owners;
import io.jenkins.plugins.falkeys.engine.port.Runs;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The folders, jobs and builds of a controller. */
final class Items {

    private final List<Item> items = new ArrayList<>();
    private final List<Build> builds = new ArrayList<>();
    private int created;

    /** A folder, or a job in one. */
    static final class Item {

        final String id;
        final Item folder;
        final boolean isFolder;
        String name;
        boolean gone;

        /** Whether it is being deleted, and so starts no more builds. */
        boolean beingDeleted;

        int lastBuild;

        private Item(String id, @CheckForNull Item folder, boolean isFolder, String name) {
            this.id = id;
            this.folder = folder;
            this.isFolder = isFolder;
            this.name = name;
        }

        String fullName() {
            return folder == null ? name : folder.fullName() + "/" + name;
        }

        boolean isGone() {
            return gone || folder != null && folder.isGone();
        }

        boolean isBeingDeleted() {
            return beingDeleted || folder != null && folder.isBeingDeleted();
        }
    }

    /** The same items on a copy of the controller, without builds. */
    Items copy() {
        Items copy = new Items();
        Map<Item, Item> copies = new HashMap<>();
        for (Item item : items) {
            Item same = new Item(item.id, copies.get(item.folder), item.isFolder, item.name);
            same.gone = item.gone;
            same.lastBuild = item.lastBuild;
            copies.put(item, same);
            copy.items.add(same);
        }
        copy.created = created;
        return copy;
    }

    Item add(@CheckForNull Item folder, boolean isFolder, String name) {
        Item item = new Item("item" + ++created, folder, isFolder, name);
        items.add(item);
        return item;
    }

    /** A crash cancels the deletions, which existed only in memory. */
    void onCrash() {
        items.forEach(item -> item.beingDeleted = false);
    }

    void add(Build build) {
        builds.add(build);
    }

    /** Picks a name that is not in use, as Jenkins requires. */
    void rename(Item renamed) {
        do {
            renamed.name = renamed.name + "'";
        } while (all().stream()
                .anyMatch(other ->
                        other != renamed && other.folder == renamed.folder && other.name.equals(renamed.name)));
    }

    List<Item> all() {
        return items.stream().filter(item -> !item.isGone()).toList();
    }

    /** The jobs that may start builds. */
    List<Item> jobs() {
        return all().stream()
                .filter(item -> !item.isFolder && !item.isBeingDeleted())
                .toList();
    }

    List<Build> builds() {
        return List.copyOf(builds);
    }

    /** An item and everything below it, which Jenkins reports when the item is renamed. */
    List<Item> withDescendants(Item top) {
        return all().stream().filter(item -> item == top || item.folder == top).toList();
    }

    Optional<Item> find(String fullName) {
        return all().stream().filter(item -> item.fullName().equals(fullName)).findFirst();
    }

    /** Whether a folder with this name was deleted, along with the credentials in it. */
    boolean hadFolder(String fullName) {
        return items.stream()
                .anyMatch(item ->
                        item.isGone() && item.isFolder && item.fullName().equals(fullName));
    }

    boolean hasFolder(String fullName) {
        return fullName.isEmpty()
                || find(fullName).filter(item -> item.isFolder).isPresent();
    }

    Owners owners(Controller controller) {
        return new Owners() {
            @Override
            @CheckForNull
            public Owner of(Origin origin) throws KeyException {
                controller.yieldPoint();
                if (origin.byPerson()) {
                    return null;
                }
                if (origin.byList()) {
                    return list(origin.job()).orElseThrow(() -> new KeyException("The folder no longer exists."));
                }
                return named(origin.job()).orElseThrow(() -> new KeyException("The job no longer exists."));
            }

            @Override
            public boolean isChangeRequest(Origin origin) {
                return false;
            }

            @Override
            public Optional<Owner> named(String fullName) {
                return Items.this.find(fullName).map(item -> new Owner(item.id, item.fullName()));
            }

            @Override
            public List<Owner> find(Set<String> ids) {
                return all().stream()
                        .map(item -> item.isFolder
                                ? Owner.ofList(item.id, item.fullName())
                                : new Owner(item.id, item.fullName()))
                        .filter(owner -> ids.contains(owner.id()))
                        .toList();
            }

            @Override
            public boolean exists(Owner owner) {
                return Items.this.exists(owner);
            }
        };
    }

    boolean exists(Owner owner) {
        Optional<Owner> now = owner.hasList()
                ? list(owner.name())
                : find(owner.name()).map(item -> new Owner(item.id, item.fullName()));
        return now.filter(owner::equals).isPresent();
    }

    /** The owner of the keys on the list of a folder, or of the controller. */
    private Optional<Owner> list(String place) {
        return place.isEmpty()
                ? Optional.of(Owner.ofList("controller", ""))
                : find(place).filter(item -> item.isFolder).map(item -> Owner.ofList(item.id, item.fullName()));
    }

    Runs runs(Controller controller) {
        return new Runs() {
            @Override
            public State state(Origin origin) {
                controller.yieldPoint();
                return Items.this.state(origin);
            }

            @Override
            public void interrupt(Origin origin, String why) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private Runs.State state(Origin origin) {
        if (origin.byPerson() || origin.byList()) {
            return Runs.State.OVER;
        }
        return builds.stream()
                .filter(build -> build.run().equals(origin.run()) && build.started() == origin.started())
                .filter(build -> !build.isGone())
                .findFirst()
                .map(build -> build.isOver() ? Runs.State.OVER : Runs.State.RUNNING)
                .orElse(Runs.State.GONE);
    }
}
