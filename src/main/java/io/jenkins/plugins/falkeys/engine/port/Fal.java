package io.jenkins.plugins.falkeys.engine.port;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.api.KeyListPage;
import io.jenkins.plugins.falkeys.api.account.AccountInfo;
import io.jenkins.plugins.falkeys.api.account.UsagePage;
import io.jenkins.plugins.falkeys.api.account.UsageQuery;
import java.util.concurrent.CompletableFuture;

/**
 * Port: calls to fal. Each starts at once, is made only once, and fails with a
 * {@link io.jenkins.plugins.falkeys.api.FalException}.
 */
public interface Fal {

    CompletableFuture<FalKey> create(AdminKey admin, String alias);

    /**
     * @param cursor of the page; null for the first one
     * @param limit the maximum number of keys on the page; 0 for fal's default
     */
    CompletableFuture<KeyListPage> page(AdminKey admin, @CheckForNull String cursor, int limit);

    CompletableFuture<Void> delete(AdminKey admin, String keyId);

    CompletableFuture<AccountInfo> account(AdminKey admin);

    /**
     * @param cursor of the page; null for the first one
     */
    CompletableFuture<UsagePage> usage(AdminKey admin, UsageQuery query, @CheckForNull String cursor);
}
