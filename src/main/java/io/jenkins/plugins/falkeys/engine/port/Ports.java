package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.api.FalApi;
import java.time.Clock;

/** Everything outside that the engine works with. */
public record Ports(
        FalApi api,
        AdminKeys adminKeys,
        StoreAccess access,
        CredentialStores stores,
        Ledger ledger,
        Runs runs,
        Settings settings,
        Clock clock) {}
