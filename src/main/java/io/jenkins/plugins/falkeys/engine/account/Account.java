package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.api.account.UsagePage;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One fal account: its name, the pace of its calls, and a key list that is read once for everyone who needs it.
 * Accounts share nothing, so none has to wait for another.
 *
 * <p>fal does not document what its rate limit counts. So each kind of call finds its own pace: a limit on deletions
 * does not delay a build that needs a key, and minting many keys does not delay deletions.
 */
public final class Account {

    /**
     * The maximum number of parallel calls. It is low enough to leave threads for other accounts if this one stops
     * responding. Once a call has timed out, {@link CallSlots} leaves it only one.
     */
    private static final int PARALLEL_MINTS = 4;

    private static final int PARALLEL_DELETIONS = 2;
    private static final int PARALLEL_READS = 1;

    private final String name;
    private final RateLimitedCalls mints;
    private final RateLimitedCalls deletions;
    private final RateLimitedCalls usage;
    private final KeyListing listing;

    Account(@CheckForNull String name, Ports ports, StopSignal stop) {
        this.name = name;
        CallSlots slots = new CallSlots();
        this.mints = calls(ports, PARALLEL_MINTS, slots);
        this.deletions = calls(ports, PARALLEL_DELETIONS, slots);
        this.usage = calls(ports, PARALLEL_READS, slots);
        this.listing = new KeyListing(ports, calls(ports, PARALLEL_READS, slots), stop);
    }

    private static RateLimitedCalls calls(Ports ports, int maxParallel, CallSlots slots) {
        return new RateLimitedCalls(
                ports,
                new Pace(ports.clock(), ports.timer(), ports.random(), maxParallel, ports.settings()::waitBudget),
                slots);
    }

    /** The account's name at fal; null as long as it is not known. */
    @CheckForNull
    public String name() {
        return name;
    }

    /**
     * Mints a key when it is the caller's turn. Retries only if certainly no key was created.
     *
     * @param post makes a single request to fal
     */
    public CompletableFuture<FalKey> mint(Wait wait, Supplier<CompletableFuture<FalKey>> post) {
        return mints.once(wait, post);
    }

    /**
     * Waits before a key is requested under another alias. Completes with false if that would be too late or too often.
     */
    public CompletableFuture<Boolean> waitAfterLostResponses(int lost, Wait wait) {
        return mints.waitAfter(lost, wait);
    }

    /** Deletes a key when it is the caller's turn. Retries a few times. */
    public CompletableFuture<Void> delete(Wait wait, Supplier<CompletableFuture<Void>> delete) {
        return deletions.repeatable(wait, delete);
    }

    /** Reads a page of usage when it is the caller's turn. Retries a few times. */
    public CompletableFuture<UsagePage> readUsage(Wait wait, Supplier<CompletableFuture<UsagePage>> read) {
        return usage.repeatable(wait, read);
    }

    /**
     * Whether calls that mint or delete keys are waiting for their turn. Less urgent work should let these go first.
     */
    public boolean isBusy() {
        return mints.isBusy() || deletions.isBusy();
    }

    /** The account's key list. */
    public KeyListing listing() {
        return listing;
    }

    /** Whether the account's name is known and is this one. */
    public boolean isNamed(@CheckForNull String other) {
        return name != null && name.equals(other);
    }
}
