package io.jenkins.plugins.falkeys.engine.simulation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.CredentialStores;
import io.jenkins.plugins.falkeys.engine.port.StoreAccess;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The credentials of a controller, which survive a crash. A store may refuse a change, or keep one that it could not
 * save.
 */
final class SimulatedStores {

    /** By the folder's item ID, which does not change when the folder is renamed; empty for the root. */
    private final Map<String, Map<String, Stored>> stores = new TreeMap<>();

    private final World world;
    private final Items items;
    private final boolean shared;

    SimulatedStores(World world, Items items) {
        this.world = world;
        this.items = items;
        this.shared = world.random.oneIn(2);
    }

    private SimulatedStores(SimulatedStores original, Items items) {
        this.world = original.world;
        this.items = items;
        this.shared = original.shared;
        original.stores.forEach((folder, store) -> stores.put(folder, new TreeMap<>(store)));
    }

    SimulatedStores copy(Items copiedItems) {
        return new SimulatedStores(this, copiedItems);
    }

    /**
     * A Secret text.
     *
     * @param saved whether it is on disk as well as in memory
     */
    record Stored(String keyId, String description, boolean saved) {}

    /** The keys in credentials, by store and ID. */
    Map<Target, String> all() {
        Map<Target, String> all = new LinkedHashMap<>();
        stores.forEach((folder, store) -> folderName(folder)
                .ifPresent(name -> store.forEach((id, stored) -> all.put(new Target(name, id), stored.keyId()))));
        return all;
    }

    private Optional<String> folderName(String folderId) {
        return folderId.isEmpty()
                ? Optional.of("")
                : items.all().stream()
                        .filter(item -> item.id.equals(folderId))
                        .map(Items.Item::fullName)
                        .findFirst();
    }

    /** A change that a user makes by hand. */
    void put(Target target, @CheckForNull String keyId) {
        Map<String, Stored> store = store(target).orElseThrow();
        if (keyId == null) {
            store.remove(target.credentialsId());
        } else {
            store.put(target.credentialsId(), new Stored(keyId, "", true));
        }
    }

    @CheckForNull
    String description(Target target) {
        return store(target)
                .map(store -> store.get(target.credentialsId()))
                .map(Stored::description)
                .orElse(null);
    }

    /** A crash loses what was only in memory. */
    void onCrash() {
        stores.values().forEach(store -> store.values().removeIf(stored -> !stored.saved()));
    }

    private Optional<Map<String, Stored>> store(Target target) {
        if (target.store().isEmpty()) {
            return Optional.of(stores.computeIfAbsent("", folder -> new TreeMap<>()));
        }
        return items.find(target.store())
                .filter(item -> item.isFolder)
                .map(item -> stores.computeIfAbsent(item.id, folder -> new TreeMap<>()));
    }

    CredentialStores of(Controller controller) {
        return new Connection(controller);
    }

    private final class Connection implements CredentialStores {

        private final Controller controller;

        Connection(Controller controller) {
            this.controller = controller;
        }

        private Map<String, Stored> open(Target target) throws KeyException {
            return store(target).orElseThrow(() -> new KeyException("The folder no longer exists."));
        }

        private boolean isFaulty(int percent) {
            boolean isFaulty = world.faultRates.occurs(world.random, percent);
            world.coverage.faults += isFaulty ? 1 : 0;
            return isFaulty;
        }

        @Override
        public void add(Target target, FalKey key, String description) throws KeyException {
            controller.yieldPoint();
            world.oracle.storeChanges(controller);
            Map<String, Stored> store = open(target);
            if (store.containsKey(target.credentialsId())) {
                throw new KeyException("The store refused.");
            }
            boolean isFaulty = isFaulty(world.faultRates.storeFaults);
            if (!isFaulty || world.random.oneIn(2)) {
                store.put(target.credentialsId(), new Stored(key.keyId(), description, !isFaulty));
                world.log(controller.name(), "stores " + key.keyId() + " in " + target);
            }
            controller.yieldPoint();
            if (isFaulty) {
                throw new KeyException("The store could not be saved.");
            }
        }

        @Override
        public void update(Target target, String oldKeyId, FalKey key, UnaryOperator<String> description)
                throws KeyException {
            controller.yieldPoint();
            world.oracle.storeChanges(controller);
            Map<String, Stored> store = open(target);
            Stored old = store.get(target.credentialsId());
            if (old == null || !old.keyId().equals(oldKeyId)) {
                throw new KeyException("The credential does not hold that key.");
            }
            if (isFaulty(world.faultRates.storeFaults)) {
                throw new KeyException("The store could not be saved.");
            }
            store.put(target.credentialsId(), new Stored(key.keyId(), description.apply(old.description()), true));
            world.log(controller.name(), "replaces " + oldKeyId + " with " + key.keyId() + " in " + target);
            controller.yieldPoint();
        }

        @Override
        @CheckForNull
        public String description(Target target, String keyId) {
            return holds(target, keyId) ? SimulatedStores.this.description(target) : null;
        }

        @Override
        public void setDescription(Target target, String keyId, String description) throws KeyException {
            controller.yieldPoint();
            world.oracle.storeChanges(controller);
            Map<String, Stored> store = open(target);
            if (!keyId.equals(inStore(target))) {
                throw new KeyException("The credential does not hold that key.");
            }
            if (isFaulty(world.faultRates.storeFaults)) {
                throw new KeyException("The store could not be saved.");
            }
            store.put(target.credentialsId(), new Stored(keyId, description, true));
            world.log(controller.name(), "describes " + keyId + " in " + target + " as " + description);
            controller.yieldPoint();
        }

        @Override
        public boolean holds(Target target, String keyId) {
            controller.yieldPoint();
            return keyId.equals(inStore(target));
        }

        @CheckForNull
        private String inStore(Target target) {
            return store(target)
                    .map(store -> store.get(target.credentialsId()))
                    .map(Stored::keyId)
                    .orElse(null);
        }

        @Override
        @CheckForNull
        public String keyId(Target target) throws KeyException {
            controller.yieldPoint();
            open(target);
            return inStore(target);
        }

        @Override
        public Map<String, Target> keyIds() {
            controller.yieldPoint();
            Map<String, Target> found = new TreeMap<>();
            all().forEach((target, keyId) -> found.put(keyId, target));
            return found;
        }

        @Override
        public void remove(Target target, String keyId) throws KeyException {
            controller.yieldPoint();
            world.oracle.storeChanges(controller);
            Map<String, Stored> store = open(target);
            if (!keyId.equals(inStore(target))) {
                return;
            }
            if (isFaulty(world.faultRates.storeFaults)) {
                throw new KeyException("The store refused.");
            }
            store.remove(target.credentialsId());
            world.log(controller.name(), "removes " + keyId + " from " + target);
            controller.yieldPoint();
        }
    }

    StoreAccess accessOf(Controller controller) {
        return new Access(controller);
    }

    private final class Access implements StoreAccess {

        private final Controller controller;

        Access(Controller controller) {
            this.controller = controller;
        }

        @Override
        public Target target(Origin origin, @CheckForNull String folder, String credentialsId) throws KeyException {
            controller.yieldPoint();
            String nearest = folder;
            if (!origin.byPerson() && !origin.byList()) {
                Items.Item job =
                        items.find(origin.job()).orElseThrow(() -> new KeyException("The job no longer exists."));
                nearest = job.folder == null ? "" : job.folder.fullName();
            }
            Target target = new Target(nearest, credentialsId);
            requireFolderOfList(origin, target);
            requireAllowed(target);
            return target;
        }

        /** A folder's list may only use that folder's store. */
        private void requireFolderOfList(Origin origin, Target target) throws KeyException {
            if (origin.byList() && !origin.job().isEmpty() && !origin.job().equals(target.store())) {
                throw new KeyException("The store is not in the folder.");
            }
        }

        private void requireAllowed(Target target) throws KeyException {
            if (!items.hasFolder(target.store())) {
                throw new KeyException("The folder no longer exists.");
            }
            if (world.faultRates.occurs(world.random, world.faultRates.refusals)) {
                throw new KeyException("The folder does not allow it.");
            }
        }

        @Override
        public Set<String> sharedWith(Origin origin) {
            controller.yieldPoint();
            int slash = origin.job().lastIndexOf('/');
            return shared && slash > 0 ? Set.of(origin.job().substring(0, slash)) : Set.of();
        }

        @Override
        public void requireFree(Origin origin, Target target) throws KeyException {
            controller.yieldPoint();
            boolean taken = store(target)
                    .map(store -> store.containsKey(target.credentialsId()))
                    .orElse(false);
            if (taken) {
                throw new KeyException("The ID is in use.");
            }
        }

        @Override
        public void requireMayCreate(Origin origin, Target target) throws KeyException {
            controller.yieldPoint();
            requireFolderOfList(origin, target);
            requireAllowed(target);
        }

        @Override
        public void requireMayUpdate(Origin origin, Target target) throws KeyException {
            controller.yieldPoint();
            requireAllowed(target);
        }

        @Override
        public void requireMayDelete(Origin origin, Target target) throws KeyException {
            controller.yieldPoint();
            requireAllowed(target);
        }
    }
}
