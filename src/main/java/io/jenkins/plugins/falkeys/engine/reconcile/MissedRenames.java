package io.jenkins.plugins.falkeys.engine.reconcile;

import io.jenkins.plugins.falkeys.engine.KeyException;
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
 * right then. An owner is found by its ID under any name, a folder by the credential in it that holds the key.
 */
public final class MissedRenames {

    private final Ports ports;

    public MissedRenames(Ports ports) {
        this.ports = ports;
    }

    /** Looks at all items if an owner is missing under its name, and at all credentials if a folder is. */
    public void follow() throws IOException {
        List<KeyRecord> live = Stream.of(KeyState.values())
                .filter(state -> state != KeyState.DELETED)
                .flatMap(state -> ports.ledger().inState(state).stream())
                .toList();
        List<Rename> owners = renamedOwners(live);
        Map<String, Target> holders =
                live.stream().anyMatch(this::isStoreGone) ? ports.stores().keyIds() : Map.of();
        for (KeyRecord keyRecord : live) {
            Map<String, String> renames = new LinkedHashMap<>();
            addOwners(renames, keyRecord, owners);
            addStore(renames, keyRecord, holders);
            if (!renames.isEmpty()) {
                follow(keyRecord, renames);
            }
        }
    }

    /**
     * @param isNameFree whether no item has the old name now
     */
    private record Rename(String ownerId, String oldName, String newName, boolean isNameFree) {

        /** Something of another owner, or of none, may mean the item that has the old name now. */
        boolean concerns(KeyRecord keyRecord) {
            return isNameFree
                    || keyRecord.owner() != null && keyRecord.owner().id().equals(ownerId);
        }
    }

    private List<Rename> renamedOwners(List<KeyRecord> live) {
        Map<String, String> missing = new TreeMap<>();
        live.stream()
                .map(KeyRecord::owner)
                .filter(owner -> owner != null && !ports.owners().exists(owner))
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

    private boolean isStoreGone(KeyRecord keyRecord) {
        if (keyRecord.target() == null || keyRecord.keyId() == null) {
            return false;
        }
        try {
            ports.stores().keyId(keyRecord.target());
            return false;
        } catch (KeyException e) {
            return true;
        }
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

    /** Only where the old folder is gone: a copy of the credential elsewhere is none of ours. */
    private void addStore(Map<String, String> renames, KeyRecord keyRecord, Map<String, Target> holders) {
        if (!holders.isEmpty() && isStoreGone(keyRecord)) {
            Target holder = holders.get(keyRecord.keyId());
            Target target = keyRecord.target();
            if (holder != null && holder.credentialsId().equals(target.credentialsId())) {
                renames.put(target.store(), holder.store());
            }
        }
    }

    private void follow(KeyRecord keyRecord, Map<String, String> renames) throws IOException {
        ports.ledger().update(keyRecord.id(), current -> {
            KeyRecord renamed = current;
            for (Map.Entry<String, String> rename : renames.entrySet()) {
                renamed = renamed.renamed(rename.getKey(), rename.getValue());
            }
            return renamed;
        });
    }
}
