package io.jenkins.plugins.falkeys.engine.simulation;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must be true at the end of a run, when nothing happens any more. */
final class Invariants {

    private final World world;
    private final Home home;
    private final List<KeyRecord> records;
    private final Set<String> known = new HashSet<>();

    /**
     * The aliases of keys that nobody can resolve, because their admin key no longer exists and fal did not report the
     * name of their account.
     */
    private final Set<String> unresolved = new HashSet<>();

    Invariants(World world, Controller controller) {
        this.world = world;
        this.home = controller.home;
        records = controller.keys.records().all();
    }

    void check() {
        records.forEach(this::checkRecord);
        checkStepsHaveOneKey();
        home.stores.all().forEach((target, keyId) -> {
            if (!world.fal.has(keyId) && !world.oracle.hasVanished(keyId)) {
                violation("The credential " + target + " holds " + keyId + ", which is not live");
            }
        });
        world.fal
                .accounts()
                .values()
                .forEach(account -> account.keys.values().stream()
                        .filter(key -> !known.contains(key.id()) && !world.oracle.isForeign(key.id()))
                        .filter(key -> !unresolved.contains(key.alias()))
                        .forEach(
                                key -> violation("No record has the live key " + key.id() + " '" + key.alias() + "'")));
        home.items.builds().stream()
                .filter(build -> !build.isOver())
                .forEach(build -> violation("The build " + build.run() + " never ends"));
    }

    private void violation(String what) {
        world.oracle.violation("At the end: " + what);
    }

    private void checkRecord(KeyRecord keyRecord) {
        switch (keyRecord.state()) {
            case CREATING, DELETING -> violation("There is still " + Records.describe(keyRecord));
            case UNRESOLVED -> {
                boolean named =
                        keyRecord.keyId() == null && !keyRecord.candidates().isEmpty();
                boolean lost = keyRecord.account() == null && !home.admins.has(keyRecord.admin());
                if (named ? keyRecord.uniqueAlias() : !lost) {
                    violation("There is still " + Records.describe(keyRecord));
                }
                if (lost) {
                    unresolved.add(keyRecord.alias());
                }
                keyRecord.candidates().forEach(candidate -> known.add(candidate.keyId()));
            }
            case ACTIVE -> checkActive(keyRecord);
            case DELETED -> {}
        }
    }

    private void checkActive(KeyRecord active) {
        known.add(active.keyId());
        if (home.files.isDoubtful(active.id())) {
            return;
        }
        if (!world.fal.has(active.keyId())) {
            violation("The record of a deleted key is still active: " + Records.describe(active));
        }
        if (active.target() == null) {
            violation("A finished build's key is still live: " + Records.describe(active));
            return;
        }
        boolean stored = active.keyId().equals(home.stores.all().get(active.target()));
        // If Jenkins crashed while renaming the folder, only an owner in that folder proves where the key is now.
        boolean proven = home.items.hasFolder(active.target().store())
                && active.owner() != null
                && home.items.exists(active.owner());
        boolean renameMissed = !proven && home.stores.all().containsValue(active.keyId());
        boolean removedByHand = world.oracle.hasVanished(active.keyId())
                || home.items.hadFolder(active.target().store());
        if (!stored && !removedByHand && !renameMissed) {
            violation("The credential does not hold the key of " + Records.describe(active));
        }
    }

    private void checkStepsHaveOneKey() {
        Set<Origin> seen = new HashSet<>();
        records.stream()
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .filter(keyRecord -> !seen.add(keyRecord.origin()))
                .forEach(keyRecord -> violation("A step has a second live key: " + Records.describe(keyRecord)));
    }
}
