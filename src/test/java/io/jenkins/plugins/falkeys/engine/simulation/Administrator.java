package io.jenkins.plugins.falkeys.engine.simulation;

import io.jenkins.plugins.falkeys.engine.Comparison;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.request.DeleteRequest;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import io.jenkins.plugins.falkeys.engine.simulation.SimulatedFal.FalAccount;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** An administrator who uses the dashboard, and does not delete other people's keys. */
final class Administrator implements Requester {

    private static final String NAME = "alice";
    private static final Duration AFTER_BUDGET =
            FaultRates.MAX_CALL.multipliedBy(2).plusSeconds(10);

    private final World world;
    private final Controller controller;
    private int requests;

    Administrator(World world, Controller controller) {
        this.world = world;
        this.controller = controller;
    }

    private Origin origin() {
        return new Origin("", world.scheduler.clock().millis(), "page" + ++requests + controller.name(), "", NAME);
    }

    @Override
    public CompletableFuture<Void> save() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void waiting(String line) {
        world.log(NAME, "waits");
    }

    /** Performs one action. */
    void act() {
        if (!controller.keys.records().isLoaded()) {
            return;
        }
        switch (world.random.between(0, 7)) {
            case 0, 1 -> settle();
            case 2 -> adopt();
            case 3 -> deleteUnrecordedKeys();
            case 4 -> rotate();
            case 5 -> delete();
            case 6 -> create();
            default -> removeByHand();
        }
    }

    private void request(String what, CompletableFuture<?> answer) {
        world.log(NAME, "requests on " + controller.name() + ": " + what);
        world.oracle.expectCompletion(controller, what, world.waitBudget.plus(AFTER_BUDGET), answer);
        answer.whenComplete((value, error) ->
                world.log(NAME, what + ": " + (error == null ? "done" : "failed: " + error.getMessage())));
    }

    /** Settles a record that Jenkins cannot settle, based on what the administrator knows about its key. */
    private void settle() {
        List<KeyRecord> unsettled = controller.keys.records().unsettled();
        if (unsettled.isEmpty()) {
            return;
        }
        KeyRecord chosen = world.random.pick(unsettled);
        String id = chosen.id();
        Set<String> seen =
                chosen.candidates().stream().map(KeyRecord.Candidate::keyId).collect(Collectors.toSet());
        boolean mine = seen.stream().allMatch(this::isCreatedByJenkins);
        // The list may be out of date by the time the administrator has decided.
        controller.after(world.random.millis(0, 60_000), () -> {
            if (chosen.keyId() == null && mine && !seen.isEmpty()) {
                request(
                        "delete the candidates " + seen,
                        controller.keys.administration().deleteCandidates(origin(), id, seen));
            } else if (chosen.keyId() != null && !world.fal.has(chosen.keyId())) {
                request(
                        "settle " + chosen.keyId() + " as gone",
                        controller.keys.administration().settleAsGone(origin(), id));
            }
        });
    }

    /** Administrators know which keys they created themselves, and so which ones Jenkins requested. */
    private boolean isCreatedByJenkins(String keyId) {
        return !world.oracle.isForeign(keyId) && mayDelete(keyId);
    }

    /** Whether the key was created by or handed over to Jenkins, and is in no credential. */
    private boolean mayDelete(String keyId) {
        return world.oracle.isJenkinsKey(keyId) && !controller.home.stores.all().containsValue(keyId);
    }

    private Target randomTarget() {
        return new Target(
                world.random.oneIn(2) && controller.home.items.hasFolder("team") ? "team" : "",
                world.random.pick("fal-x", "fal-y"));
    }

    /** Creates a key by hand, stores it in a credential, and lets Jenkins adopt it. */
    private void adopt() {
        Target target = randomTarget();
        if (controller.isCopy() || controller.home.stores.all().containsKey(target)) {
            return;
        }
        FalAccount account = world.fal.accounts().get("acme");
        String keyId = world.fal.mint(account, "key " + target.credentialsId()).id();
        world.oracle.foreign(keyId);
        world.oracle.handedOver(keyId);
        controller.home.stores.put(target, keyId);
        request(
                "adopt " + keyId + " in " + target,
                controller.keys.administration().adopt(origin(), target, null, null));
    }

    private void deleteUnrecordedKeys() {
        controller
                .keys
                .administration()
                .compare(origin())
                .thenAccept(comparisons -> controller.runOutsideEngine(() -> {
                    for (Comparison comparison : comparisons) {
                        comparison.onlyAtFal().stream()
                                .map(Comparison.Listed::keyId)
                                .filter(this::mayDelete)
                                .forEach(keyId -> request(
                                        "delete " + keyId + ", which has no record",
                                        controller
                                                .keys
                                                .administration()
                                                .deleteForeign(
                                                        origin(),
                                                        keyId,
                                                        comparison.admin().credentialsId(),
                                                        comparison.admin().context())));
                    }
                }));
    }

    private void rotate() {
        Target target = randomTarget();
        CompletableFuture<?> answer = controller.keys.rotate(
                new RotateRequest(
                        origin(), target.store(), target.credentialsId(), null, world.random.pick(0, 1, 60), null),
                this);
        world.oracle.mayBeRevoked(controller, target.credentialsId(), NAME, answer);
        request("rotate " + target, answer);
    }

    private void create() {
        Target target = randomTarget();
        IfExists policy = world.random.pick(IfExists.values());
        CompletableFuture<?> answer = controller.keys.create(
                new KeyRequest(origin(), "key " + target.credentialsId(), false, null),
                new StoreRequest(target.credentialsId(), target.store(), null, policy, 1),
                this);
        if (policy == IfExists.ROTATE) {
            world.oracle.mayBeRevoked(controller, target.credentialsId(), NAME, answer);
        }
        request("create " + target + " (" + policy + ")", answer);
    }

    private void delete() {
        List<KeyRecord> stored = controller.keys.records().all().stream()
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE && keyRecord.target() != null)
                .toList();
        if (stored.isEmpty()) {
            return;
        }
        KeyRecord chosen = world.random.pick(stored);
        boolean withCredential = world.random.oneIn(2);
        CompletableFuture<?> answer =
                controller.keys.delete(DeleteRequest.ofRecord(origin(), chosen.id(), withCredential), this);
        world.oracle.mayBeRevoked(controller, chosen.target().credentialsId(), NAME, answer);
        if (!withCredential) {
            world.oracle.vanished(chosen.keyId());
        }
        request("delete " + chosen.keyId() + (withCredential ? " with its credential" : ""), answer);
    }

    private void removeByHand() {
        Target target = randomTarget();
        String keyId = controller.home.stores.all().get(target);
        if (keyId != null && !controller.isCopy()) {
            world.log(NAME, "removes " + target + " by hand");
            controller.credentialVanishes(target);
            controller.home.stores.put(target, null);
        }
    }
}
