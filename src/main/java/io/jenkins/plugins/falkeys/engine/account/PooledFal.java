package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.api.KeyListPage;
import io.jenkins.plugins.falkeys.api.account.AccountInfo;
import io.jenkins.plugins.falkeys.api.account.UsagePage;
import io.jenkins.plugins.falkeys.api.account.UsageQuery;
import io.jenkins.plugins.falkeys.engine.port.Fal;
import io.jenkins.plugins.falkeys.engine.port.Meters;
import io.jenkins.plugins.falkeys.engine.port.Meters.Call;
import io.jenkins.plugins.falkeys.engine.port.Meters.Outcome;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Calls fal on threads of a pool. */
public final class PooledFal implements Fal {

    private static final int TOO_MANY_REQUESTS = 429;

    private final FalApi api;
    private final Executor pool;
    private final Meters meters;

    public PooledFal(FalApi api, Executor pool, Meters meters) {
        this.api = api;
        this.pool = pool;
        this.meters = meters;
    }

    @Override
    public CompletableFuture<FalKey> create(AdminKey admin, String alias) {
        return call(Call.CREATE, () -> api.create(admin, alias));
    }

    @Override
    public CompletableFuture<KeyListPage> page(AdminKey admin, @CheckForNull String cursor, int limit) {
        return call(Call.LIST, () -> api.page(admin, cursor, limit));
    }

    @Override
    public CompletableFuture<Void> delete(AdminKey admin, String keyId) {
        return call(Call.DELETE, () -> {
            api.delete(admin, keyId);
            return null;
        });
    }

    @Override
    public CompletableFuture<AccountInfo> account(AdminKey admin) {
        return call(Call.ACCOUNT, () -> api.account(admin));
    }

    @Override
    public CompletableFuture<UsagePage> usage(AdminKey admin, UsageQuery query, @CheckForNull String cursor) {
        return call(Call.USAGE, () -> api.usage(admin, query, cursor));
    }

    private <T> CompletableFuture<T> call(Call call, Callable<T> request) {
        return Futures.run(pool, () -> {
            long start = System.nanoTime();
            Outcome outcome = Outcome.UNKNOWN;
            try {
                T answer = request.call();
                outcome = Outcome.SUCCESS;
                return answer;
            } catch (FalException e) {
                outcome = outcome(e);
                throw e;
            } finally {
                meters.called(call, outcome, Duration.ofNanos(System.nanoTime() - start));
            }
        });
    }

    private static Outcome outcome(FalException e) {
        if (e.status() == TOO_MANY_REQUESTS) {
            return Outcome.LIMITED;
        }
        return switch (e.outcome()) {
            case NOT_SENT -> Outcome.UNSENT;
            case REFUSED -> Outcome.REFUSED;
            case UNKNOWN -> Outcome.UNKNOWN;
        };
    }
}
