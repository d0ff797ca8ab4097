package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.account.Accounts;
import io.jenkins.plugins.falkeys.engine.account.StopSignal;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.mint.CredentialLocks;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.reconcile.LostResponses;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.OwnedKeys;
import io.jenkins.plugins.falkeys.engine.record.Renames;
import io.jenkins.plugins.falkeys.engine.revoke.Revocation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What all requests to the engine share.
 *
 * @param callers returns an executor that uses the pool and runs with the authority of a request's origin
 * @param stop is signalled when Jenkins stops
 */
public record Engine(
        Ports ports,
        Function<Origin, Executor> callers,
        Accounts accounts,
        CredentialLocks locks,
        Revocation revocation,
        LostResponses lostResponses,
        Renames renames,
        StopSignal stop) {

    /** Which keys a requester may see and change. */
    public OwnedKeys ownedKeys() {
        return new OwnedKeys(ports);
    }

    /**
     * The wait of one request.
     *
     * @param abort ends every wait when it completes
     * @param user is told what the request waits for
     */
    public Wait wait(CompletableFuture<?> abort, Consumer<String> user) {
        return Wait.within(ports.settings().waitBudget(), ports, stop, abort, user);
    }
}
