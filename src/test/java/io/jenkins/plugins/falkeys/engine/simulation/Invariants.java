package io.jenkins.plugins.falkeys.engine.simulation;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must be true in the end, when everything has come to rest. */
final class Invariants {

    private final World world;
    private final Home home;
    private final List<KeyRecord> records;
    private final Set<String> known = new HashSet<>();

    /**
     * The aliases of keys that nobody can resolve, since their admin key is gone and fal did not give the name of their
     * account.
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
            if (!world.fal.has(keyId) && !world.judge.hasVanished(keyId)) {
                wrong("The credential " + target + " holds " + keyId + ", which is not live");
            }
        });
        world.fal
                .accounts()
                .values()
                .forEach(account -> account.keys.values().stream()
                        .filter(key -> !known.contains(key.id()) && !world.judge.isForeign(key.id()))
                        .filter(key -> !unresolved.contains(key.alias()))
                        .forEach(key -> wrong("Nobody knows the live key " + key.id() + " '" + key.alias() + "'")));
        home.items.builds().stream()
                .filter(build -> !build.isOver())
                .forEach(build -> wrong("The build " + build.run() + " does not end"));
    }

    private void wrong(String what) {
        world.judge.violated("In the end: " + what);
    }

    private void checkRecord(KeyRecord keyRecord) {
        switch (keyRecord.state()) {
            case CREATING, DELETING -> wrong("There is still " + Records.describe(keyRecord));
            case UNRESOLVED -> {
                boolean named =
                        keyRecord.keyId() == null && !keyRecord.candidates().isEmpty();
                boolean lost = keyRecord.account() == null && !home.admins.has(keyRecord.admin());
                if (named ? keyRecord.uniqueAlias() : !lost) {
                    wrong("There is still " + Records.describe(keyRecord));
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
            wrong("A key is gone, but its record is not: " + Records.describe(active));
        }
        if (active.target() == null) {
            wrong("The key of a build that is over is live: " + Records.describe(active));
            return;
        }
        boolean stored = active.keyId().equals(home.stores.all().get(active.target()));
        // If Jenkins was killed while it renamed the folder, only an owner in it proves where the key is now.
        boolean proven = home.items.hasFolder(active.target().store())
                && active.owner() != null
                && home.items.exists(active.owner());
        boolean renameMissed = !proven && home.stores.all().containsValue(active.keyId());
        boolean goneByHand = world.judge.hasVanished(active.keyId())
                || home.items.hadFolder(active.target().store());
        if (!stored && !goneByHand && !renameMissed) {
            wrong("The credential does not hold the key of " + Records.describe(active));
        }
    }

    private void checkStepsHaveOneKey() {
        Set<Origin> seen = new HashSet<>();
        records.stream()
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .filter(keyRecord -> !seen.add(keyRecord.origin()))
                .forEach(keyRecord -> wrong("A second live key of one step: " + Records.describe(keyRecord)));
    }
}
