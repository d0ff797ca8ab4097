package io.jenkins.plugins.falkeys.engine.port;

import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
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
