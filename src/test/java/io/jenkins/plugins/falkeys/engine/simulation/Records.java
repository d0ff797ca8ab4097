package io.jenkins.plugins.falkeys.engine.simulation;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The records that are certainly on disk. Checks each change. */
final class Records {

    private final World world;
    private final Map<String, KeyRecord> written = new HashMap<>();

    /** The records whose change may or may not be on disk, with the new state. */
    private final Map<String, KeyState> unwritten = new HashMap<>();

    private final Map<String, Set<String>> sent = new HashMap<>();

    Records(World world) {
        this.world = world;
    }

    void onWrite(Controller controller, KeyRecord now) {
        KeyRecord before = written.put(now.id(), now);
        if (isListed(now)) {
            world.oracle.takenOverByList(now.keyId());
        }
        if (now.equals(before)) {
            return;
        }
        world.log(controller.name(), "writes " + describe(now));
        boolean sure = !unwritten.containsKey(now.id());
        if (before == null || before.state() != now.state() || unwritten.get(now.id()) == now.state()) {
            unwritten.remove(now.id());
        }
        if (before != null && sure && !isAllowed(before.state(), now.state())) {
            world.oracle.violation("A record returned from " + before.state() + " to " + describe(now));
        }
        if (before != null && before.keyId() != null && !before.keyId().equals(now.keyId())) {
            world.oracle.violation("A record of " + before.keyId() + " lost its key: " + describe(now));
        }
        if (before != null && before.owner() != null) {
            checkOwner(controller.home, before.owner(), now);
        }
        if (now.state() == KeyState.CREATING && now.sentAt() != null) {
            sent.computeIfAbsent(now.alias(), alias -> new HashSet<>()).add(now.id());
        }
    }

    /** A list must not take over the key of an existing job. A key that the list releases stays alive. */
    private void checkOwner(Home home, Owner before, KeyRecord now) {
        if (!before.hasList() && isListed(now) && home.items.exists(before)) {
            world.oracle.violation("A list took over the key of " + before.name() + ": " + describe(now));
        }
        // A key that the list has already replaced is revoked, whoever owns it by then.
        boolean isStored =
                now.keyId() != null && now.keyId().equals(home.stores.all().get(now.target()));
        if (before.hasList() && now.owner() == null && isStored) {
            world.oracle.promised(now.keyId(), now.target().credentialsId(), "a list");
        }
    }

    private static boolean isListed(KeyRecord keyRecord) {
        return keyRecord.owner() != null && keyRecord.owner().hasList();
    }

    /** Whether the key belongs to a list, so that the configuration decides what happens to it. */
    boolean isListed(String keyId) {
        return written.values().stream().anyMatch(keyRecord -> keyId.equals(keyRecord.keyId()) && isListed(keyRecord));
    }

    static String describe(KeyRecord keyRecord) {
        return keyRecord.id().substring(0, 4) + " '" + keyRecord.alias() + "' " + keyRecord.state()
                + (keyRecord.sentAt() == null ? "" : " sent")
                + (keyRecord.keyId() == null ? "" : " " + keyRecord.keyId())
                + (keyRecord.target() == null
                        ? ""
                        : " for " + keyRecord.target().store() + ":"
                                + keyRecord.target().credentialsId())
                + " by " + keyRecord.origin().run() + "/" + keyRecord.origin().node()
                + (keyRecord.lastError() == null ? "" : " because " + keyRecord.lastError());
    }

    /** Deliberately repeats the rules instead of using the engine's. */
    private static boolean isAllowed(KeyState before, KeyState now) {
        return switch (before) {
            case CREATING -> true;
            case ACTIVE -> now == KeyState.ACTIVE || now == KeyState.DELETING || now == KeyState.DELETED;
            case DELETING, UNRESOLVED -> now != KeyState.CREATING && now != KeyState.ACTIVE;
            case DELETED -> now == KeyState.DELETED;
        };
    }

    /** A change that may or may not be on disk. */
    void onFailedWrite(String recordId, KeyState wanted) {
        KeyRecord before = written.get(recordId);
        if (before == null || before.state() != wanted) {
            unwritten.put(recordId, wanted);
        } else {
            unwritten.putIfAbsent(recordId, wanted);
        }
    }

    /** The keys whose records on disk may differ from what the ledger reported. */
    List<String> doubtfulKeys() {
        return unwritten.keySet().stream()
                .map(written::get)
                .filter(keyRecord -> keyRecord != null && keyRecord.keyId() != null)
                .map(KeyRecord::keyId)
                .toList();
    }

    boolean isUnwritten(String recordId) {
        return unwritten.containsKey(recordId);
    }

    void onRemove(Controller controller, String recordId) {
        KeyRecord before = written.remove(recordId);
        if (before == null) {
            return;
        }
        world.log(controller.name(), "drops " + describe(before));
        boolean forgettable = before.state() == KeyState.DELETED
                || before.state() == KeyState.CREATING && before.keyId() == null && before.sentAt() == null;
        if (!forgettable && !unwritten.containsKey(recordId)) {
            world.oracle.violation("Dropped " + describe(before));
        }
    }

    /** The number of records with this alias whose request was ever sent. */
    int sent(String alias) {
        return sent.getOrDefault(alias, Set.of()).size();
    }

    /** Whether a record can accept the response to a request with this alias. */
    boolean expectsResponse(String alias) {
        return written.values().stream()
                .anyMatch(keyRecord -> keyRecord.alias().equals(alias) && keyRecord.isInFlight());
    }

    /** The number of records that are or may be for this key. */
    long countOf(String keyId) {
        return written.values().stream()
                .filter(keyRecord -> keyId.equals(keyRecord.keyId()) || unwritten.containsKey(keyRecord.id()))
                .count();
    }

    /** Whether a record says that this key is in use. */
    boolean isActive(String keyId) {
        return written.values().stream()
                .anyMatch(keyRecord -> keyId.equals(keyRecord.keyId())
                        && keyRecord.state() == KeyState.ACTIVE
                        && !unwritten.containsKey(keyRecord.id()));
    }
}
