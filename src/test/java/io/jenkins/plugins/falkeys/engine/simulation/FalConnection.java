package io.jenkins.plugins.falkeys.engine.simulation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.FalFailures;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.api.KeyListPage;
import io.jenkins.plugins.falkeys.api.account.AccountInfo;
import io.jenkins.plugins.falkeys.api.account.UsagePage;
import io.jenkins.plugins.falkeys.api.account.UsageQuery;
import io.jenkins.plugins.falkeys.engine.port.Fal;
import io.jenkins.plugins.falkeys.engine.simulation.SimulatedFal.FalAccount;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The calls of one controller. Each may or may not reach fal and take effect, and its response may or may not come
 * back. A call in flight continues even if the controller crashes.
 */
final class FalConnection implements Fal {

    private final World world;
    private final Controller controller;

    FalConnection(World world, Controller controller) {
        this.world = world;
        this.controller = controller;
    }

    /** What goes wrong with a call. */
    private enum Fault {
        NONE,
        NOT_SENT,
        LIMITED,
        FORBIDDEN,
        LOST_BEFORE,
        LOST_AFTER,
        FAILED_BEFORE,
        FAILED_AFTER,
        UNREADABLE,
        WITHOUT_SECRET,
        TOO_LONG
    }

    @Override
    public CompletableFuture<FalKey> create(AdminKey admin, String alias) {
        controller.yieldPoint();
        world.oracle.postSent(controller, alias);
        Fault fault = randomFault(
                world.faultRates.mintFaults,
                Fault.NOT_SENT,
                Fault.LIMITED,
                Fault.FORBIDDEN,
                Fault.LOST_BEFORE,
                Fault.LOST_AFTER,
                Fault.FAILED_BEFORE,
                Fault.FAILED_AFTER,
                Fault.UNREADABLE,
                Fault.WITHOUT_SECRET);
        CompletableFuture<FalKey> answer = new CompletableFuture<>();
        this.<SimulatedFal.Key>call(
                "POST '" + alias + "'",
                fault,
                admin,
                account -> world.fal.mint(account, alias),
                key -> answer.complete(FalKey.of(key.id(), "secret")),
                error -> {
                    if (error.outcome() != FalException.Outcome.UNKNOWN) {
                        world.oracle.postHadNoEffect(alias);
                    }
                    answer.completeExceptionally(error);
                });
        return answer;
    }

    @Override
    public CompletableFuture<KeyListPage> page(AdminKey admin, @CheckForNull String cursor, int limit) {
        controller.yieldPoint();
        Fault fault = limit != 1 && world.faultRates.occurs(world.random, 1)
                ? Fault.TOO_LONG
                : randomFault(
                        world.faultRates.listFaults,
                        Fault.NOT_SENT,
                        Fault.LIMITED,
                        Fault.FORBIDDEN,
                        Fault.LOST_AFTER,
                        Fault.FAILED_BEFORE);
        CompletableFuture<KeyListPage> answer = new CompletableFuture<>();
        call(
                "GET page " + (cursor == null ? "0" : cursor),
                fault,
                admin,
                account -> world.fal.page(account, cursor, limit),
                answer::complete,
                answer::completeExceptionally);
        return answer;
    }

    @Override
    public CompletableFuture<Void> delete(AdminKey admin, String keyId) {
        controller.yieldPoint();
        world.oracle.deletionSent(controller, keyId);
        Fault fault = randomFault(
                world.faultRates.deleteFaults,
                Fault.NOT_SENT,
                Fault.LIMITED,
                Fault.FORBIDDEN,
                Fault.LOST_BEFORE,
                Fault.LOST_AFTER,
                Fault.FAILED_BEFORE,
                Fault.FAILED_AFTER);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        call(
                "DELETE " + keyId,
                fault,
                admin,
                account -> {
                    world.fal.delete(account, keyId);
                    return keyId;
                },
                deleted -> {
                    world.oracle.deletionEnded(controller, keyId);
                    answer.complete(null);
                },
                error -> {
                    world.oracle.deletionEnded(controller, keyId);
                    answer.completeExceptionally(error);
                });
        return answer;
    }

    /** The simulation does not collect costs, because they do not affect anything that it checks. */
    @Override
    public CompletableFuture<UsagePage> usage(AdminKey admin, UsageQuery query, String cursor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<AccountInfo> account(AdminKey admin) {
        FalAccount asked = world.fal.of(admin);
        Fault fault = asked != null && asked.hidesName
                ? Fault.FORBIDDEN
                : randomFault(world.faultRates.nameFaults, Fault.NOT_SENT, Fault.FORBIDDEN, Fault.LOST_AFTER);
        CompletableFuture<AccountInfo> answer = new CompletableFuture<>();
        call(
                "GET account",
                fault,
                admin,
                account -> new AccountInfo(account.name, null, null),
                answer::complete,
                answer::completeExceptionally);
        return answer;
    }

    private Fault randomFault(int percent, Fault... faults) {
        return world.faultRates.occurs(world.random, percent) ? world.random.pick(faults) : Fault.NONE;
    }

    private <T> void call(
            String what,
            Fault fault,
            AdminKey admin,
            Function<FalAccount, T> act,
            Consumer<T> answered,
            Consumer<FalException> failed) {
        String call = what + " with " + admin.keyId();
        world.log(controller.name(), "sends " + call + (fault == Fault.NONE ? "" : ", with fault " + fault));
        world.coverage.faults += fault == Fault.NONE ? 0 : 1;
        switch (fault) {
            case NOT_SENT -> respond(slowLatency(), call, () -> failed.accept(FalFailures.notSent()));
            case LOST_BEFORE -> respond(slowLatency(), call, () -> failed.accept(FalFailures.noResponse()));
            case LOST_AFTER -> {
                respond(slowLatency(), call, () -> failed.accept(FalFailures.noResponse()));
                takeEffectLater(lateEffect(), call, admin, act);
            }
            default ->
                world.scheduler.after(Actor.WORLD, latency(), () -> arrived(call, fault, admin, act, answered, failed));
        }
    }

    private <T> void arrived(
            String call,
            Fault fault,
            AdminKey admin,
            Function<FalAccount, T> act,
            Consumer<T> answered,
            Consumer<FalException> failed) {
        FalAccount account = world.fal.of(admin);
        FalException refusal = account == null ? FalFailures.status(401, null) : refusal(fault, account);
        if (refusal != null) {
            world.log("fal", "refuses " + call + " (" + refusal.status() + ")");
            respond(latency(), call, () -> failed.accept(refusal));
            return;
        }
        world.log("fal", "does " + call);
        T done = act.apply(account);
        switch (fault) {
            case FAILED_AFTER -> respond(slowLatency(), call, () -> failed.accept(FalFailures.status(504, null)));
            case UNREADABLE -> respond(latency(), call, () -> failed.accept(FalFailures.unreadable(null)));
            case WITHOUT_SECRET ->
                respond(latency(), call, () -> failed.accept(FalFailures.unreadable(((SimulatedFal.Key) done).id())));
            case TOO_LONG -> respond(latency(), call, () -> failed.accept(FalFailures.tooLong()));
            default -> respond(latency(), call, () -> answered.accept(done));
        }
    }

    @CheckForNull
    private FalException refusal(Fault fault, FalAccount account) {
        return switch (fault) {
            case FORBIDDEN -> FalFailures.status(403, null);
            case LIMITED -> FalFailures.status(429, retryAfter());
            case FAILED_BEFORE -> FalFailures.status(world.random.pick(500, 502, 503), null);
            default -> world.fal.isRateLimited(account) ? FalFailures.status(429, retryAfter()) : null;
        };
    }

    @CheckForNull
    private Duration retryAfter() {
        int seconds = world.faultRates.areOff() ? 1 : world.random.pick(-1, -1, 0, 1, 20, 3600);
        return seconds < 0 ? null : Duration.ofSeconds(seconds);
    }

    /** The call takes effect, but its response is lost. */
    private void takeEffectLater(Duration delay, String call, AdminKey admin, Function<FalAccount, ?> act) {
        world.scheduler.after(Actor.WORLD, delay, () -> {
            FalAccount account = world.fal.of(admin);
            if (account != null) {
                world.log("fal", "does " + call + ", but the response is lost");
                act.apply(account);
            }
        });
    }

    private void respond(Duration delay, String call, Runnable answer) {
        world.scheduler.after(controller, delay, () -> {
            world.log(controller.name(), "gets the response to " + call);
            answer.run();
        });
    }

    private Duration latency() {
        return world.faultRates.occurs(world.random, world.faultRates.lateness)
                ? slowLatency().dividedBy(2)
                : world.random.millis(1, 40);
    }

    private Duration slowLatency() {
        return world.random.oneIn(2)
                ? world.random.millis(1, 200)
                : world.random.millis(1, (int) FaultRates.MAX_CALL.toMillis());
    }

    /** A call that was given up may still take effect, even hours later. */
    private Duration lateEffect() {
        return switch (world.random.between(0, 7)) {
            case 0 -> world.random.millis(0, 3_600_000);
            case 1 -> world.random.millis(0, 20 * 3_600_000);
            default -> slowLatency();
        };
    }
}
