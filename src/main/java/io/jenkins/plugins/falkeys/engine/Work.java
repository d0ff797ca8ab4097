package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.port.Runs;

import io.jenkins.plugins.falkeys.api.KeyList;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * What it takes to answer one request.
 *
 * @param caller runs on the pool, with the authority of whom the request is for
 */
record Work(
        Ports ports,
        FalCalls calls,
        CredentialLocks locks,
        Deletions deletions,
        Reconciliation reconciliation,
        Executor caller) {

    /** The keys that the one whom the request is for may touch. */
    OwnKeys own() {
        return new OwnKeys(ports);
    }

    /** Runs one stage of the work on the pool. */
    <R> CompletableFuture<R> stage(Callable<R> stage) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return stage.call();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                caller);
    }

    /** Reads the whole list of keys of an account, within the wait budget. */
    CompletableFuture<KeyList> list(AdminAccess admin) {
        FalCalls.Patience patience =
                new FalCalls.Patience(now().plus(ports.settings().waitBudget()), new CompletableFuture<Void>());
        return calls.repeatable(caller, patience, () -> ports.api().list(admin.key()));
    }

    Instant now() {
        return ports.clock().instant();
    }
}
