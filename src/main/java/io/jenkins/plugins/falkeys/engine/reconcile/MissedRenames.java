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
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Updates records after items were renamed or moved without the ledger noticing, for example because Jenkins was killed
 * at that moment. An owner is found by its ID, whatever its name. That a folder above it has a new name is recognized
 * by the credential, which is there and holds the key. A credential alone proves nothing, since anybody may put the ID
 * of a key into one.
 */
public final class MissedRenames {

    private final Ports ports;

    public MissedRenames(Ports ports) {
        this.ports = ports;
    }

    /** Applies them. Looks at all items if an owner cannot be found by its name. */
    public void apply() throws IOException {
        List<KeyRecord> live = Stream.of(KeyState.values())
                .filter(state -> state != KeyState.DELETED)
                .flatMap(state -> ports.ledger().inState(state).stream())
                .toList();
        List<Rename> owners = renamedOwners();
        Map<String, String> folders = new LinkedHashMap<>();
        owners.forEach(rename -> addFolders(folders, rename.oldName(), rename.newName()));
        for (KeyRecord keyRecord : live) {
            Map<String, String> renames = new LinkedHashMap<>();
            addOwners(renames, keyRecord, owners);
            addStore(renames, keyRecord, folders);
            if (!renames.isEmpty()) {
                apply(keyRecord, renames);
            }
        }
    }

    /**
     * Adds the item itself, which may be a folder with its own list, and the folders above it that may have been
     * renamed.
     */
    private static void addFolders(Map<String, String> folders, String oldName, String newName) {
        folders.put(oldName, newName);
        int oldEnd = oldName.lastIndexOf('/');
        int newEnd = newName.lastIndexOf('/');
        boolean sameEnd = oldEnd > 0 && newEnd > 0 && oldName.substring(oldEnd).equals(newName.substring(newEnd));
        if (sameEnd) {
            addFolders(folders, oldName.substring(0, oldEnd), newName.substring(0, newEnd));
        }
    }

    /**
     * @param isNameFree whether no item has the old name now
     */
    private record Rename(String ownerId, String oldName, String newName, boolean isNameFree) {

        /** A record with another owner, or with none, may refer to the item that has the old name now. */
        boolean concerns(KeyRecord keyRecord) {
            return isNameFree
                    || keyRecord.owner() != null && keyRecord.owner().id().equals(ownerId);
        }
    }

    /** Owners of deleted keys count as well: they tell of folders in which live keys have no owner. */
    private List<Rename> renamedOwners() {
        Map<String, String> missing = new TreeMap<>();
        ports.ledger().all().stream()
                .map(KeyRecord::owner)
                .filter(Objects::nonNull)
                .distinct()
                .filter(owner -> !ports.owners().exists(owner))
                .forEach(owner -> missing.put(owner.id(), owner.name()));
        return missing.isEmpty()
                ? List.of()
                : ports.owners().find(missing.keySet()).stream()
                        .map(found -> rename(found, missing.get(found.id())))
                        .toList();
    }

    private Rename rename(Owner found, String oldName) {
        boolean isNameFree = ports.owners().named(oldName).isEmpty();
        return new Rename(found.id(), oldName, found.name(), isNameFree);
    }

    private static void addOwners(Map<String, String> renames, KeyRecord keyRecord, List<Rename> owners) {
        String job = keyRecord.origin().job();
        owners.stream().filter(rename -> rename.concerns(keyRecord)).forEach(rename -> {
            renames.put(rename.oldName(), rename.newName());
            if (job.startsWith(rename.oldName() + "/")) {
                renames.put(
                        job, rename.newName() + job.substring(rename.oldName().length()));
            }
        });
    }

    private void addStore(Map<String, String> renames, KeyRecord keyRecord, Map<String, String> folders) {
        Target target = keyRecord.target();
        String newStore = target == null || keyRecord.keyId() == null ? null : folders.get(target.store());
        if (newStore != null && ports.stores().holds(new Target(newStore, target.credentialsId()), keyRecord.keyId())) {
            renames.put(target.store(), newStore);
        }
    }

    private void apply(KeyRecord keyRecord, Map<String, String> renames) throws IOException {
        ports.ledger().update(keyRecord.id(), current -> {
            KeyRecord renamed = current;
            for (Map.Entry<String, String> rename : renames.entrySet()) {
                renamed = renamed.renamed(rename.getKey(), rename.getValue());
            }
            return renamed;
        });
    }
}
