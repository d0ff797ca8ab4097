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
 * The calls of one controller. Each may reach fal and take effect or not, and its response may come back or not. A call
 * in flight continues when the controller is gone.
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
        controller.point();
        world.judge.posts(controller, alias);
        Fault fault = draw(
                world.weather.mintFaults,
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
                        world.judge.notPosted(alias);
                    }
                    answer.completeExceptionally(error);
                });
        return answer;
    }

    @Override
    public CompletableFuture<KeyListPage> page(AdminKey admin, @CheckForNull String cursor, int limit) {
        controller.point();
        Fault fault = limit != 1 && world.weather.strikes(world.chance, 1)
                ? Fault.TOO_LONG
                : draw(
                        world.weather.listFaults,
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
        controller.point();
        world.judge.deletes(controller, keyId);
        Fault fault = draw(
                world.weather.deleteFaults,
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
                    world.judge.deleted(controller, keyId);
                    answer.complete(null);
                },
                error -> {
                    world.judge.deleted(controller, keyId);
                    answer.completeExceptionally(error);
                });
        return answer;
    }

    /** Costs do not affect anything that the simulation checks, so they are not collected. */
    @Override
    public CompletableFuture<UsagePage> usage(AdminKey admin, UsageQuery query, String cursor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<AccountInfo> account(AdminKey admin) {
        FalAccount asked = world.fal.of(admin);
        Fault fault = asked != null && asked.nameless
                ? Fault.FORBIDDEN
                : draw(world.weather.nameFaults, Fault.NOT_SENT, Fault.FORBIDDEN, Fault.LOST_AFTER);
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

    private Fault draw(int percent, Fault... faults) {
        return world.weather.strikes(world.chance, percent) ? world.chance.of(faults) : Fault.NONE;
    }

    private <T> void call(
            String what,
            Fault fault,
            AdminKey admin,
            Function<FalAccount, T> act,
            Consumer<T> answered,
            Consumer<FalException> failed) {
        String call = what + " with " + admin.keyId();
        world.tell(controller.name(), "sends " + call + (fault == Fault.NONE ? "" : ", which will be " + fault));
        world.coverage.faults += fault == Fault.NONE ? 0 : 1;
        switch (fault) {
            case NOT_SENT -> back(slow(), call, () -> failed.accept(FalFailures.notSent()));
            case LOST_BEFORE -> back(slow(), call, () -> failed.accept(FalFailures.noAnswer()));
            case LOST_AFTER -> {
                back(slow(), call, () -> failed.accept(FalFailures.noAnswer()));
                there(late(), call, admin, act);
            }
            default ->
                world.scheduler.after(
                        Process.WORLD, travel(), () -> arrived(call, fault, admin, act, answered, failed));
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
            world.tell("fal", "refuses " + call + " (" + refusal.status() + ")");
            back(travel(), call, () -> failed.accept(refusal));
            return;
        }
        world.tell("fal", "does " + call);
        T done = act.apply(account);
        switch (fault) {
            case FAILED_AFTER -> back(slow(), call, () -> failed.accept(FalFailures.status(504, null)));
            case UNREADABLE -> back(travel(), call, () -> failed.accept(FalFailures.unreadable(null)));
            case WITHOUT_SECRET ->
                back(travel(), call, () -> failed.accept(FalFailures.unreadable(((SimulatedFal.Key) done).id())));
            case TOO_LONG -> back(travel(), call, () -> failed.accept(FalFailures.tooLong()));
            default -> back(travel(), call, () -> answered.accept(done));
        }
    }

    @CheckForNull
    private FalException refusal(Fault fault, FalAccount account) {
        return switch (fault) {
            case FORBIDDEN -> FalFailures.status(403, null);
            case LIMITED -> FalFailures.status(429, retryAfter());
            case FAILED_BEFORE -> FalFailures.status(world.chance.of(500, 502, 503), null);
            default -> world.fal.limits(account) ? FalFailures.status(429, retryAfter()) : null;
        };
    }

    @CheckForNull
    private Duration retryAfter() {
        int seconds = world.weather.isCalm() ? 1 : world.chance.of(-1, -1, 0, 1, 20, 3600);
        return seconds < 0 ? null : Duration.ofSeconds(seconds);
    }

    /** The call takes effect, but its response is lost. */
    private void there(Duration delay, String call, AdminKey admin, Function<FalAccount, ?> act) {
        world.scheduler.after(Process.WORLD, delay, () -> {
            FalAccount account = world.fal.of(admin);
            if (account != null) {
                world.tell("fal", "does " + call + ", whose answer is lost");
                act.apply(account);
            }
        });
    }

    private void back(Duration delay, String call, Runnable answer) {
        world.scheduler.after(controller, delay, () -> {
            world.tell(controller.name(), "hears of " + call);
            answer.run();
        });
    }

    private Duration travel() {
        return world.weather.strikes(world.chance, world.weather.lateness)
                ? slow().dividedBy(2)
                : world.chance.millis(1, 40);
    }

    private Duration slow() {
        return world.chance.oneIn(2)
                ? world.chance.millis(1, 200)
                : world.chance.millis(1, (int) Weather.LONGEST_CALL.toMillis());
    }

    /** A call that was given up may still take effect much later. */
    private Duration late() {
        return switch (world.chance.between(0, 7)) {
            case 0 -> world.chance.millis(0, 3_600_000);
            case 1 -> world.chance.millis(0, 20 * 3_600_000);
            default -> slow();
        };
    }
}
