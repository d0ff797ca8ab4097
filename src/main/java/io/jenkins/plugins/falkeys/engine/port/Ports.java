package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Everything that the engine needs from outside.
 *
 * @param random for IDs, suffixes of aliases and jitter
 */
public record Ports(
        Fal fal,
        AdminKeys adminKeys,
        StoreAccess access,
        CredentialStores stores,
        Ledger ledger,
        CostHistory costs,
        LedgerOwner ledgerOwner,
        Runs runs,
        Owners owners,
        Settings settings,
        Clock clock,
        Timer timer,
        Meters meters,
        RandomGenerator random) {

    private static final int SUFFIX_BYTES = 16;

    /**
     * Completes when the records are in memory.
     *
     * @return fails with a {@link KeyException} when they cannot be read
     */
    public CompletableFuture<Void> loaded() {
        return ledger.loaded()
                .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(new KeyException(
                        Messages.Ports_unreadable(thrown.getClass().getSimpleName()))));
    }

    /** Whether the records are in memory. */
    public boolean isLoaded() {
        CompletableFuture<Void> loaded = ledger.loaded();
        return loaded.isDone() && !loaded.isCompletedExceptionally();
    }

    public Instant now() {
        return clock.instant();
    }

    /** An ID for a new record. */
    public String newId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** 128 random bits as hexadecimal digits. */
    public String randomSuffix() {
        byte[] bytes = new byte[SUFFIX_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
