package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.account.Accounts;
import io.jenkins.plugins.falkeys.engine.account.StopSignal;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.mint.CredentialLocks;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.reconcile.LostAnswers;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.OwnedKeys;
import io.jenkins.plugins.falkeys.engine.record.Renames;
import io.jenkins.plugins.falkeys.engine.revoke.Revocation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The parts of the engine that all requests share.
 *
 * @param callers gives executors over the pool that work with the authority of whom a request is for
 * @param stop is given when Jenkins stops
 */
public record Engine(
        Ports ports,
        Function<Origin, Executor> callers,
        Accounts accounts,
        CredentialLocks locks,
        Revocation revocation,
        LostAnswers lostAnswers,
        Renames renames,
        StopSignal stop) {

    /** The keys that a requester may touch. */
    public OwnedKeys ownedKeys() {
        return new OwnedKeys(ports);
    }

    /**
     * The patience of a request.
     *
     * @param abort ends every wait when it completes
     */
    public Wait wait(CompletableFuture<?> abort, Consumer<String> user) {
        return Wait.within(ports.settings().waitBudget(), ports, stop, abort, user);
    }
}
