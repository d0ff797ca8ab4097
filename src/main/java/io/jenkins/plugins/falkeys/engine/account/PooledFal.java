package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.api.KeyPage;
import io.jenkins.plugins.falkeys.api.account.AccountInfo;
import io.jenkins.plugins.falkeys.api.account.UsagePage;
import io.jenkins.plugins.falkeys.api.account.UsageQuery;
import io.jenkins.plugins.falkeys.engine.port.Fal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Calls fal on threads of a pool. */
public final class PooledFal implements Fal {

    private final FalApi api;
    private final Executor pool;

    public PooledFal(FalApi api, Executor pool) {
        this.api = api;
        this.pool = pool;
    }

    @Override
    public CompletableFuture<FalKey> create(AdminKey admin, String alias) {
        return Futures.run(pool, () -> api.create(admin, alias));
    }

    @Override
    public CompletableFuture<KeyPage> page(AdminKey admin, @CheckForNull String cursor, int limit) {
        return Futures.run(pool, () -> api.page(admin, cursor, limit));
    }

    @Override
    public CompletableFuture<Void> delete(AdminKey admin, String keyId) {
        return Futures.run(pool, () -> {
            api.delete(admin, keyId);
            return null;
        });
    }

    @Override
    public CompletableFuture<AccountInfo> account(AdminKey admin) {
        return Futures.run(pool, () -> api.account(admin));
    }

    @Override
    public CompletableFuture<UsagePage> usage(AdminKey admin, UsageQuery query, @CheckForNull String cursor) {
        return Futures.run(pool, () -> api.usage(admin, query, cursor));
    }
}
