package io.jenkins.plugins.falkeys.engine.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Knows what must never happen during a run, and records violations. */
final class Judge {

    private final World world;
    private final List<String> violations = new ArrayList<>();

    /** How many requests per alias may have created a key. */
    private final Map<String, Integer> posts = new HashMap<>();

    /** The keys that blocks are using. */
    private final Set<String> inUse = new HashSet<>();

    /** The stored keys that users were told about. */
    private final Map<String, Promise> promises = new HashMap<>();

    /** How many deletions are under way, by controller and key. */
    private final Map<String, Integer> deletions = new HashMap<>();

    private final List<Ask> asks = new ArrayList<>();

    /** The keys that others created. */
    private final Set<String> foreign = new HashSet<>();

    /** Those of them that were handed over to Jenkins. */
    private final Set<String> given = new HashSet<>();

    /** The keys that a person separated from their credentials. */
    private final Set<String> vanished = new HashSet<>();

    private boolean atRest;

    Judge(World world) {
        this.world = world;
    }

    private record Promise(String credentialsId, String by, long time) {}

    /** A request that may revoke the key in a credential. */
    private static final class Ask {

        private final String credentialsId;
        private final String by;
        private long end = Long.MAX_VALUE;

        private Ask(String credentialsId, String by) {
            this.credentialsId = credentialsId;
            this.by = by;
        }
    }

    void violated(String what) {
        world.tell("JUDGE", what);
        violations.add(what);
    }

    List<String> violations() {
        return violations;
    }

    boolean isContent() {
        return violations.isEmpty();
    }

    /**
     * A request for a key is sent. There must be a record of it, and it must be the first request for that record,
     * unless earlier ones certainly had no effect.
     */
    void posts(Controller controller, String alias) {
        if (controller.isCopy()) {
            violated("A copy asked for a key '" + alias + "'");
        }
        if (atRest) {
            violated("A key '" + alias + "' was asked for although nothing has changed");
        }
        if (!controller.home.records.awaits(alias)) {
            violated("A key '" + alias + "' was asked for without a record");
        }
        int now = posts.merge(alias, 1, Integer::sum);
        if (now > controller.home.records.sent(alias)) {
            violated("A key '" + alias + "' was asked for again although the first request may have made one");
        }
    }

    /** From now on nothing changes any more, so there is no reason to request anything. */
    void comesToRest() {
        atRest = true;
    }

    /** A request certainly had no effect. */
    void notPosted(String alias) {
        posts.merge(alias, -1, Integer::sum);
    }

    /** A request to delete a key is sent. */
    void deletes(Controller controller, String keyId) {
        if (controller.isCopy()) {
            violated("A copy deletes " + keyId);
        }
        int underWay = deletions.merge(controller.name() + " " + keyId, 1, Integer::sum);
        if (underWay > Math.max(1, controller.home.records.thatMayBe(keyId))) {
            violated(keyId + " is deleted, and that is under way already");
        }
        if (inUse.contains(keyId)) {
            violated(keyId + " is deleted, and a block works with it");
        }
        if (foreign.contains(keyId) && !given.contains(keyId)) {
            violated(keyId + " is deleted, which is somebody else's");
        }
        if (controller.home.records.isActive(keyId)) {
            violated(keyId + " is deleted, and its record is ACTIVE");
        }
        Promise promise = promises.get(keyId);
        if (promise != null
                && !vanished.contains(keyId)
                && !controller.home.records.isListed(keyId)
                && asks.stream().noneMatch(ask -> mayEnd(ask, promise))) {
            violated(keyId + " is deleted, which " + promise.by() + " stored in " + promise.credentialsId()
                    + ", and nobody asked for that");
        }
    }

    /** A request to delete a key was answered, or given up. */
    void deleted(Controller controller, String keyId) {
        deletions.merge(controller.name() + " " + keyId, -1, Integer::sum);
    }

    private static boolean mayEnd(Ask ask, Promise promise) {
        return ask.credentialsId.equals(promise.credentialsId())
                && !ask.by.equals(promise.by())
                && ask.end >= promise.time();
    }

    /** A store is about to be changed. */
    void stores(Controller controller) {
        if (controller.isCopy()) {
            violated("A copy changes a credential");
        }
    }

    void inUse(String keyId, boolean used) {
        if (used) {
            inUse.add(keyId);
        } else {
            inUse.remove(keyId);
        }
    }

    /** A user was told that the credential holds the key. */
    void promised(String keyId, String credentialsId, String by) {
        promises.putIfAbsent(keyId, new Promise(credentialsId, by, world.scheduler.now()));
    }

    /** A list may do with its key what the configuration says, whatever was promised before. */
    void belongsToAList(String keyId) {
        promises.remove(keyId);
    }

    /**
     * Somebody requests something that may revoke the key in a credential, and may get it until the future completes.
     */
    void asked(Controller controller, String credentialsId, String by, CompletableFuture<?> until) {
        if (controller.isCopy()) {
            return;
        }
        Ask ask = new Ask(credentialsId, by);
        asks.add(ask);
        until.whenComplete((value, error) -> ask.end = world.scheduler.now());
    }

    /**
     * The controller is gone, and nobody waits for its answers any more.
     *
     * @param doubtful the keys whose end may be on disk although the write was reported as failed
     */
    void crashed(List<String> doubtful) {
        doubtful.forEach(promises::remove);
        asks.forEach(ask -> ask.end = Math.min(ask.end, world.scheduler.now()));
    }

    /** Somebody created a key that has nothing to do with Jenkins. */
    void foreign(String keyId) {
        foreign.add(keyId);
    }

    boolean isForeign(String keyId) {
        return foreign.contains(keyId);
    }

    /** Its creator hands the key over to Jenkins. */
    void gave(String keyId) {
        given.add(keyId);
    }

    boolean isGiven(String keyId) {
        return !foreign.contains(keyId) || given.contains(keyId);
    }

    /** A person removed the credential with this key, or had the key deleted without its credential. */
    void vanished(String keyId) {
        vanished.add(keyId);
    }

    boolean hasVanished(String keyId) {
        return vanished.contains(keyId);
    }

    /** A request has to be answered in time, unless its controller is gone by then. */
    void awaits(Controller controller, String what, Duration limit, CompletableFuture<?> answer) {
        Runnable cancel = world.scheduler.after(controller, limit, () -> {
            if (!answer.isDone() && !controller.isStopping()) {
                violated(what + " got no answer within " + limit);
            }
        });
        answer.whenComplete((value, error) -> cancel.run());
    }
}
