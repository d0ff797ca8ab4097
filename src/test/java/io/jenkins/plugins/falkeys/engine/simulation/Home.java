package io.jenkins.plugins.falkeys.engine.simulation;

/** What survives a restart: the files of the ledger, credentials, items and builds. */
final class Home {

    final String name;
    final boolean ownsLedger;
    final Items items;
    final SimulatedFiles files;
    final SimulatedStores stores;
    final AdminCredentials admins;
    final ManagedLists lists;
    final Records records;

    Home(World world) {
        name = "jenkins";
        ownsLedger = true;
        items = new Items();
        Items.Item folder = items.add(null, true, "team");
        items.add(folder, false, "a");
        items.add(folder, false, "b");
        items.add(null, false, "c");
        files = new SimulatedFiles(world);
        stores = new SimulatedStores(world, items);
        admins = new AdminCredentials(world, items, folder);
        lists = new ManagedLists(world, items);
        records = new Records(world);
    }

    private Home(World world, Home original) {
        name = "copy";
        ownsLedger = false;
        items = original.items.copy();
        files = original.files.copy();
        stores = original.stores.copy(items);
        admins = original.admins.copy(items);
        lists = original.lists.copy(items);
        records = new Records(world);
    }

    /** A copy of the controller, such as one for a test. */
    Home copy(World world) {
        return new Home(world, this);
    }
}
