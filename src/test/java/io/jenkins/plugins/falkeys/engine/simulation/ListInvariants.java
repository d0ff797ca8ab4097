package io.jenkins.plugins.falkeys.engine.simulation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** At the end of a run, all listed keys exist, and the lists have no other keys. */
final class ListInvariants {

    private final World world;
    private final Home home;
    private final List<KeyRecord> records;
    private final Map<Target, String> placeByTarget = new HashMap<>();

    ListInvariants(World world, Controller controller) {
        this.world = world;
        this.home = controller.home;
        records = controller.keys.records().all();
    }

    void check() {
        for (ManagedEntry entry : home.lists.entries()) {
            Target target = entry.target("");
            if (placeByTarget.putIfAbsent(target, entry.place()) == null && isPossible(target)) {
                check(entry, target);
            }
        }
        records.stream().filter(this::isUnlisted).forEach(left -> violation("still has " + Records.describe(left)));
    }

    private void violation(String what) {
        world.oracle.violation("At the end, a list " + what);
    }

    /** No key is minted while fal may have created one that Jenkins cannot find. */
    private boolean isPossible(Target target) {
        return home.items.hasFolder(target.store())
                && records.stream()
                        .noneMatch(keyRecord -> target.equals(keyRecord.target())
                                && keyRecord.state() == KeyState.UNRESOLVED
                                && keyRecord.keyId() == null);
    }

    private void check(ManagedEntry entry, Target target) {
        String keyId = home.stores.all().get(target);
        if (keyId == null) {
            violation("lacks " + entry);
            return;
        }
        Optional<KeyRecord> active = records.stream()
                .filter(keyRecord -> keyId.equals(keyRecord.keyId()) && keyRecord.state() == KeyState.ACTIVE)
                .findFirst();
        if (active.isEmpty() || isOfAnother(active.get().owner(), entry.place())) {
            return; // somebody else's credential is left alone
        }
        if (!target.equals(active.get().target())) {
            return; // the ledger was not told about a rename of the folder, and a credential proves nothing
        }
        if (!isOf(active.get().owner(), entry.place())) {
            violation("did not take over " + Records.describe(active.get()));
        }
        if (!active.get().alias().equals(entry.alias())) {
            violation("did not rename " + Records.describe(active.get()) + " to " + entry.alias());
        }
        if (entry.description() != null && !entry.description().equals(home.stores.description(target))) {
            violation("did not describe " + Records.describe(active.get()) + " as " + entry.description());
        }
    }

    private boolean isOfAnother(@CheckForNull Owner owner, String place) {
        return owner != null && !isOf(owner, place) && home.items.exists(owner);
    }

    private static boolean isOf(@CheckForNull Owner owner, String place) {
        return owner != null && owner.hasList() && owner.name().equals(place);
    }

    private boolean isUnlisted(KeyRecord keyRecord) {
        Owner owner = keyRecord.owner();
        return keyRecord.state() == KeyState.ACTIVE
                && owner != null
                && owner.hasList()
                && home.items.exists(owner)
                && !owner.name().equals(placeByTarget.get(keyRecord.target()));
    }
}
