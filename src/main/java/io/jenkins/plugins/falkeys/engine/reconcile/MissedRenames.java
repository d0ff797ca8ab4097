package io.jenkins.plugins.falkeys.engine.reconcile;

import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Has the records follow items that were renamed or moved without the ledger hearing of it, as when Jenkins is killed
 * right then. An owner is found by its ID under any name; that the folders above it have other names shows in the
 * credentials, which are there and hold the keys.
 */
public final class MissedRenames {

    private final Ports ports;

    public MissedRenames(Ports ports) {
        this.ports = ports;
    }

    /** Looks at all items if an owner is missing under its name. */
    public void follow() throws IOException {
        List<KeyRecord> live = Stream.of(KeyState.values())
                .filter(state -> state != KeyState.DELETED)
                .flatMap(state -> ports.ledger().inState(state).stream())
                .toList();
        Map<String, String> renames = renamedOwners(live);
        if (renames.isEmpty()) {
            return;
        }
        Map<String, String> ancestors = new LinkedHashMap<>();
        renames.forEach((oldName, newName) -> addAncestors(ancestors, oldName, newName));
        for (KeyRecord keyRecord : live) {
            follow(keyRecord, renames, ancestors);
        }
    }

    /** New names by the old ones. */
    private Map<String, String> renamedOwners(List<KeyRecord> live) {
        Map<String, String> missing = new TreeMap<>();
        live.stream()
                .map(KeyRecord::owner)
                .filter(owner -> owner != null && !ports.owners().exists(owner))
                .forEach(owner -> missing.put(owner.id(), owner.name()));
        Map<String, String> renames = new LinkedHashMap<>();
        if (!missing.isEmpty()) {
            for (Owner found : ports.owners().find(missing.keySet())) {
                renames.put(missing.get(found.id()), found.name());
            }
        }
        return renames;
    }

    /** The folders that may have been renamed or moved when an item below them has another name. */
    private static void addAncestors(Map<String, String> ancestors, String oldName, String newName) {
        int oldEnd = oldName.lastIndexOf('/');
        int newEnd = newName.lastIndexOf('/');
        boolean sameEnd = oldEnd > 0 && newEnd > 0 && oldName.substring(oldEnd).equals(newName.substring(newEnd));
        if (sameEnd) {
            String oldFolder = oldName.substring(0, oldEnd);
            String newFolder = newName.substring(0, newEnd);
            ancestors.put(oldFolder, newFolder);
            addAncestors(ancestors, oldFolder, newFolder);
        }
    }

    private void follow(KeyRecord keyRecord, Map<String, String> owners, Map<String, String> ancestors)
            throws IOException {
        Map<String, String> renames = new LinkedHashMap<>();
        String job = keyRecord.origin().job();
        owners.forEach((oldName, newName) -> {
            renames.put(oldName, newName);
            if (job.startsWith(oldName + "/")) {
                renames.put(job, newName + job.substring(oldName.length()));
            }
        });
        Target target = keyRecord.target();
        String newStore = target == null || keyRecord.keyId() == null ? null : ancestors.get(target.store());
        if (newStore != null && ports.stores().holds(new Target(newStore, target.credentialsId()), keyRecord.keyId())) {
            renames.put(target.store(), newStore);
        }
        ports.ledger().update(keyRecord.id(), current -> {
            KeyRecord renamed = current;
            for (Map.Entry<String, String> rename : renames.entrySet()) {
                renamed = renamed.renamed(rename.getKey(), rename.getValue());
            }
            return renamed;
        });
    }
}
