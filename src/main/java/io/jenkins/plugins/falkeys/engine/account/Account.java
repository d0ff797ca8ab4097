package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.api.account.UsagePage;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One fal account: its name, the pace of its calls, and one reading of its list of keys for all who need it. Accounts
 * share nothing, so that none waits for another.
 *
 * <p>What fal counts for its rate limit is not documented. So each kind of call finds its own pace: a limit on deletions
 * does not hold up a build that wants a key, and however many keys are wanted, others are deleted.
 */
public final class Account {

    /** How many calls are made at once: few enough to leave threads to other accounts while this one does not answer. */
    private static final int MINTS_AT_ONCE = 4;

    private static final int DELETIONS_AT_ONCE = 2;
    private static final int READS_AT_ONCE = 1;

    private final String name;
    private final PacedCalls mints;
    private final PacedCalls deletions;
    private final PacedCalls usage;
    private final KeyListing listing;

    Account(@CheckForNull String name, Ports ports, StopSignal stop) {
        this.name = name;
        this.mints = calls(ports, MINTS_AT_ONCE);
        this.deletions = calls(ports, DELETIONS_AT_ONCE);
        this.usage = calls(ports, READS_AT_ONCE);
        this.listing = new KeyListing(ports, calls(ports, READS_AT_ONCE), stop);
    }

    private static PacedCalls calls(Ports ports, int mostAtOnce) {
        return new PacedCalls(
                ports,
                new Pace(ports.clock(), ports.timer(), ports.random(), mostAtOnce, ports.settings()::waitBudget));
    }

    /** The name of the account, as fal gives it; null while it is not known. */
    @CheckForNull
    public String name() {
        return name;
    }

    /**
     * Mints a key when it is the caller's turn. It is retried only if no key can have been created.
     *
     * @param post asks fal, once
     */
    public CompletableFuture<FalKey> mint(Wait wait, Supplier<CompletableFuture<FalKey>> post) {
        return mints.once(wait, post);
    }

    /** Waits before a key is asked for under another alias; false when it must not be, as too late or too often. */
    public CompletableFuture<Boolean> waitAfterLostAnswers(int lost, Wait wait) {
        return mints.waitAfter(lost, wait);
    }

    /** Deletes a key when it is the caller's turn; tried again a few times. */
    public CompletableFuture<Void> delete(Wait wait, Supplier<CompletableFuture<Void>> delete) {
        return deletions.repeatable(wait, delete);
    }

    /** Reads a page of usage when it is the caller's turn; tried again a few times. */
    public CompletableFuture<UsagePage> readUsage(Wait wait, Supplier<CompletableFuture<UsagePage>> read) {
        return usage.repeatable(wait, read);
    }

    /** Whether calls to make or delete keys wait for their turn, which what can wait should not hold up. */
    public boolean isAwaited() {
        return mints.areAwaited() || deletions.areAwaited();
    }

    /** The list of keys. */
    public KeyListing listing() {
        return listing;
    }

    /** Whether this certainly is the account of that name. */
    public boolean isNamed(@CheckForNull String other) {
        return name != null && name.equals(other);
    }
}
