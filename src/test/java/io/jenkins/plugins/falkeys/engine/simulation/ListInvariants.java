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

/** In the end, when everything has come to rest, all listed keys exist, and the lists have no others. */
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
        records.stream().filter(this::isUnlisted).forEach(left -> wrong("still has " + Records.describe(left)));
    }

    private void wrong(String what) {
        world.judge.violated("In the end a list " + what);
    }

    /** No key is minted as long as fal may have created one that nobody can find, or only a person can. */
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
            wrong("lacks " + entry);
            return;
        }
        Optional<KeyRecord> active = records.stream()
                .filter(keyRecord -> keyId.equals(keyRecord.keyId()) && keyRecord.state() == KeyState.ACTIVE)
                .findFirst();
        if (active.isEmpty() || isOthers(active.get().owner(), entry.place())) {
            return; // a credential of somebody else stays
        }
        if (!target.equals(active.get().target())) {
            return; // the folder was renamed without the ledger hearing of it, and a credential proves nothing
        }
        if (!isOf(active.get().owner(), entry.place())) {
            wrong("did not take " + Records.describe(active.get()));
        }
        if (!active.get().alias().equals(entry.alias())) {
            wrong("does not rename " + Records.describe(active.get()) + " to " + entry.alias());
        }
        if (entry.description() != null && !entry.description().equals(home.stores.description(target))) {
            wrong("does not describe " + Records.describe(active.get()) + " as " + entry.description());
        }
    }

    private boolean isOthers(@CheckForNull Owner owner, String place) {
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
