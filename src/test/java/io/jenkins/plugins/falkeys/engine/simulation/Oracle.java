package io.jenkins.plugins.falkeys.engine.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Knows what must never happen during a run, and collects violations. */
final class Oracle {

    private final World world;
    private final List<String> violations = new ArrayList<>();

    /** How many requests per alias may have created a key. */
    private final Map<String, Integer> posts = new HashMap<>();

    /** The keys that blocks are using. */
    private final Set<String> inUse = new HashSet<>();

    /** The stored keys that Jenkins has reported to users. */
    private final Map<String, Promise> promises = new HashMap<>();

    /** How many deletions are under way, by controller and key. */
    private final Map<String, Integer> deletions = new HashMap<>();

    private final List<RevocationRequest> requests = new ArrayList<>();

    /** The keys that were not created by Jenkins. */
    private final Set<String> foreign = new HashSet<>();

    /** The foreign keys that were handed over to Jenkins. */
    private final Set<String> handedOver = new HashSet<>();

    /** The keys that a user separated from their credentials. */
    private final Set<String> vanished = new HashSet<>();

    private boolean atRest;

    Oracle(World world) {
        this.world = world;
    }

    private record Promise(String credentialsId, String by, long time) {}

    /** A request that may revoke the key in a credential. */
    private static final class RevocationRequest {

        private final String credentialsId;
        private final String by;
        private long end = Long.MAX_VALUE;

        private RevocationRequest(String credentialsId, String by) {
            this.credentialsId = credentialsId;
            this.by = by;
        }
    }

    void violation(String what) {
        world.log("VIOLATION", what);
        violations.add(what);
    }

    List<String> violations() {
        return violations;
    }

    boolean isSatisfied() {
        return violations.isEmpty();
    }

    /**
     * A request for a key was sent. There must be a record of it, and it must be the first request for that record,
     * unless earlier ones certainly had no effect.
     */
    void postSent(Controller controller, String alias) {
        if (controller.isCopy()) {
            violation("A copy requested a key '" + alias + "'");
        }
        if (atRest) {
            violation("A key '" + alias + "' was requested although nothing has changed");
        }
        if (!controller.home.records.expectsResponse(alias)) {
            violation("A key '" + alias + "' was requested without a record");
        }
        int now = posts.merge(alias, 1, Integer::sum);
        if (now > controller.home.records.sent(alias)) {
            violation("A key '" + alias + "' was requested again although the first request may have created one");
        }
    }

    /** Nothing changes from now on, so there is no reason to request another key. */
    void expectNoMorePosts() {
        atRest = true;
    }

    /** A request certainly had no effect. */
    void postHadNoEffect(String alias) {
        posts.merge(alias, -1, Integer::sum);
    }

    /** A request to delete a key was sent. */
    void deletionSent(Controller controller, String keyId) {
        if (controller.isCopy()) {
            violation("A copy deletes " + keyId);
        }
        int underWay = deletions.merge(controller.name() + " " + keyId, 1, Integer::sum);
        if (underWay > Math.max(1, controller.home.records.countOf(keyId))) {
            violation(keyId + " is deleted while another deletion is under way");
        }
        if (inUse.contains(keyId)) {
            violation(keyId + " is deleted while a block uses it");
        }
        if (foreign.contains(keyId) && !handedOver.contains(keyId)) {
            violation(keyId + " is deleted although it belongs to somebody else");
        }
        if (controller.home.records.isActive(keyId)) {
            violation(keyId + " is deleted although its record is ACTIVE");
        }
        Promise promise = promises.get(keyId);
        if (promise != null
                && !vanished.contains(keyId)
                && !controller.home.records.isListed(keyId)
                && requests.stream().noneMatch(request -> mayEnd(request, promise))) {
            violation(keyId + " is deleted although " + promise.by() + " stored it in " + promise.credentialsId()
                    + " and nobody requested that");
        }
    }

    /** A request to delete a key got a response, or was given up. */
    void deletionEnded(Controller controller, String keyId) {
        deletions.merge(controller.name() + " " + keyId, -1, Integer::sum);
    }

    private static boolean mayEnd(RevocationRequest request, Promise promise) {
        return request.credentialsId.equals(promise.credentialsId())
                && !request.by.equals(promise.by())
                && request.end >= promise.time();
    }

    /** A store is about to be changed. */
    void storeChanges(Controller controller) {
        if (controller.isCopy()) {
            violation("A copy changes a credential");
        }
    }

    void setInUse(String keyId, boolean used) {
        if (used) {
            inUse.add(keyId);
        } else {
            inUse.remove(keyId);
        }
    }

    /** Jenkins reported to a user that the credential holds the key. */
    void promised(String keyId, String credentialsId, String by) {
        promises.putIfAbsent(keyId, new Promise(credentialsId, by, world.scheduler.now()));
    }

    /** The configuration decides what happens to a key on a list, whatever was promised before. */
    void takenOverByList(String keyId) {
        promises.remove(keyId);
    }

    /** Somebody made a request that may revoke the key in a credential, until the future completes. */
    void mayBeRevoked(Controller controller, String credentialsId, String by, CompletableFuture<?> until) {
        if (controller.isCopy()) {
            return;
        }
        RevocationRequest request = new RevocationRequest(credentialsId, by);
        requests.add(request);
        until.whenComplete((value, error) -> request.end = world.scheduler.now());
    }

    /**
     * The controller has crashed or stopped, so nobody waits for its responses.
     *
     * @param doubtful the keys that may be revoked on disk although the write was reported as failed
     */
    void onRestart(List<String> doubtful) {
        doubtful.forEach(promises::remove);
        requests.forEach(request -> request.end = Math.min(request.end, world.scheduler.now()));
    }

    /** Somebody created a key independently of Jenkins. */
    void foreign(String keyId) {
        foreign.add(keyId);
    }

    boolean isForeign(String keyId) {
        return foreign.contains(keyId);
    }

    /** The creator of a foreign key handed it over to Jenkins. */
    void handedOver(String keyId) {
        handedOver.add(keyId);
    }

    boolean isJenkinsKey(String keyId) {
        return !foreign.contains(keyId) || handedOver.contains(keyId);
    }

    /** A user removed the credential of this key, or deleted the key without its credential. */
    void vanished(String keyId) {
        vanished.add(keyId);
    }

    boolean hasVanished(String keyId) {
        return vanished.contains(keyId);
    }

    /** A request must complete in time, unless its controller crashes or stops first. */
    void expectCompletion(Controller controller, String what, Duration limit, CompletableFuture<?> answer) {
        Runnable cancel = world.scheduler.after(controller, limit, () -> {
            if (!answer.isDone() && !controller.isStopping()) {
                violation(what + " did not complete within " + limit);
            }
        });
        answer.whenComplete((value, error) -> cancel.run());
    }
}
