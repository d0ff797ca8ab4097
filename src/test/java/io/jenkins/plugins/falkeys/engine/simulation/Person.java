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

/** An administrator who uses the page of keys, and does not delete other people's keys. */
final class Person implements Requester {

    private static final String NAME = "alice";
    private static final Duration BEYOND_BUDGET =
            Weather.LONGEST_CALL.multipliedBy(2).plusSeconds(10);

    private final World world;
    private final Controller controller;
    private int asked;

    Person(World world, Controller controller) {
        this.world = world;
        this.controller = controller;
    }

    private Origin origin() {
        return new Origin("", world.scheduler.clock().millis(), "page" + ++asked + controller.name(), "", NAME);
    }

    @Override
    public CompletableFuture<Void> save() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void waiting(String line) {
        world.tell(NAME, "waits");
    }

    /** Performs one action. */
    void act() {
        if (!controller.keys.records().isLoaded()) {
            return;
        }
        switch (world.chance.between(0, 7)) {
            case 0, 1 -> settle();
            case 2 -> adopt();
            case 3 -> deleteWhatOnlyFalHas();
            case 4 -> rotate();
            case 5 -> delete();
            case 6 -> create();
            default -> removeByHand();
        }
    }

    private void ask(String what, CompletableFuture<?> answer) {
        world.tell(NAME, "asks on " + controller.name() + ": " + what);
        world.judge.awaits(controller, what, world.waitBudget.plus(BEYOND_BUDGET), answer);
        answer.whenComplete((value, error) ->
                world.tell(NAME, what + ": " + (error == null ? "done" : "failed: " + error.getMessage())));
    }

    /** Settles a record that will not be settled otherwise, by what the person knows about its key. */
    private void settle() {
        List<KeyRecord> unsettled = controller.keys.records().unsettled();
        if (unsettled.isEmpty()) {
            return;
        }
        KeyRecord chosen = world.chance.of(unsettled);
        String id = chosen.id();
        Set<String> seen =
                chosen.candidates().stream().map(KeyRecord.Candidate::keyId).collect(Collectors.toSet());
        boolean mine = seen.stream().allMatch(this::isMadeByJenkins);
        // The list that the person is looking at may be out of date by the time they have decided.
        controller.after(world.chance.millis(0, 60_000), () -> {
            if (chosen.keyId() == null && mine && !seen.isEmpty()) {
                ask(
                        "delete the candidates " + seen,
                        controller.keys.administration().deleteCandidates(origin(), id, seen));
            } else if (chosen.keyId() != null && !world.fal.has(chosen.keyId())) {
                ask(
                        "settle " + chosen.keyId() + " as gone",
                        controller.keys.administration().settleAsGone(origin(), id));
            }
        });
    }

    /** A person knows which keys they created themselves, and that those were not requested by Jenkins. */
    private boolean isMadeByJenkins(String keyId) {
        return !world.judge.isForeign(keyId) && mayGo(keyId);
    }

    /** Whether its creator has handed the key over to Jenkins, and it is in no credential. */
    private boolean mayGo(String keyId) {
        return world.judge.isGiven(keyId) && !controller.home.stores.all().containsValue(keyId);
    }

    private Target place() {
        return new Target(
                world.chance.oneIn(2) && controller.home.items.hasFolder("team") ? "team" : "",
                world.chance.of("fal-x", "fal-y"));
    }

    /** Creates a key by hand, stores it in a credential, and lets Jenkins adopt it. */
    private void adopt() {
        Target target = place();
        if (controller.isCopy() || controller.home.stores.all().containsKey(target)) {
            return;
        }
        FalAccount account = world.fal.accounts().get("acme");
        String keyId = world.fal.mint(account, "key " + target.credentialsId()).id();
        world.judge.foreign(keyId);
        world.judge.gave(keyId);
        controller.home.stores.put(target, keyId);
        ask("adopt " + keyId + " in " + target, controller.keys.administration().adopt(origin(), target, null, null));
    }

    private void deleteWhatOnlyFalHas() {
        controller
                .keys
                .administration()
                .compare(origin())
                .thenAccept(comparisons -> controller.soon(() -> {
                    for (Comparison comparison : comparisons) {
                        comparison.onlyAtFal().stream()
                                .map(Comparison.Listed::keyId)
                                .filter(this::mayGo)
                                .forEach(keyId -> ask(
                                        "delete " + keyId + ", which only fal has",
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
        Target target = place();
        CompletableFuture<?> answer = controller.keys.rotate(
                new RotateRequest(
                        origin(), target.store(), target.credentialsId(), null, world.chance.of(0, 1, 60), null),
                this);
        world.judge.asked(controller, target.credentialsId(), NAME, answer);
        ask("rotate " + target, answer);
    }

    private void create() {
        Target target = place();
        IfExists policy = world.chance.of(IfExists.values());
        CompletableFuture<?> answer = controller.keys.create(
                new KeyRequest(origin(), "key " + target.credentialsId(), false, null),
                new StoreRequest(target.credentialsId(), target.store(), null, policy, 1),
                this);
        if (policy == IfExists.ROTATE) {
            world.judge.asked(controller, target.credentialsId(), NAME, answer);
        }
        ask("create " + target + " (" + policy + ")", answer);
    }

    private void delete() {
        List<KeyRecord> stored = controller.keys.records().all().stream()
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE && keyRecord.target() != null)
                .toList();
        if (stored.isEmpty()) {
            return;
        }
        KeyRecord chosen = world.chance.of(stored);
        boolean withCredential = world.chance.oneIn(2);
        CompletableFuture<?> answer =
                controller.keys.delete(DeleteRequest.ofRecord(origin(), chosen.id(), withCredential), this);
        world.judge.asked(controller, chosen.target().credentialsId(), NAME, answer);
        if (!withCredential) {
            world.judge.vanished(chosen.keyId());
        }
        ask("delete " + chosen.keyId() + (withCredential ? " with its credential" : ""), answer);
    }

    private void removeByHand() {
        Target target = place();
        String keyId = controller.home.stores.all().get(target);
        if (keyId != null && !controller.isCopy()) {
            world.tell(NAME, "removes " + target + " by hand");
            controller.loses(target);
            controller.home.stores.put(target, null);
        }
    }
}
