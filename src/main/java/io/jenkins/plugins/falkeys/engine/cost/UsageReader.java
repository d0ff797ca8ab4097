package io.jenkins.plugins.falkeys.engine.cost;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.account.UsageLine;
import io.jenkins.plugins.falkeys.api.account.UsagePage;
import io.jenkins.plugins.falkeys.api.account.UsageQuery;
import io.jenkins.plugins.falkeys.engine.account.Account;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.Fal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Reads the usage of some keys of one account, page by page. */
final class UsageReader {

    private static final int MAX_PAGES = 100;

    private final Fal fal;
    private final Account account;
    private final AdminAccess admin;
    private final CallAllowance allowance;
    private final Wait wait;

    UsageReader(Fal fal, Account account, AdminAccess admin, CallAllowance allowance, Wait wait) {
        this.fal = fal;
        this.account = account;
        this.admin = admin;
        this.allowance = allowance;
        this.wait = wait;
    }

    /**
     * The lines of each key about which fal reports any.
     *
     * @param keyIds at most {@link UsageQuery#MAX_KEYS}
     * @param since the first day
     * @return fails if any page is missing, or does not say which key it is about, since a part would look like the
     *     whole
     */
    CompletableFuture<Map<String, List<KeyCost.Line>>> read(List<String> keyIds, LocalDate since, Instant until) {
        UsageQuery query =
                new UsageQuery(keyIds, since.atStartOfDay(ZoneOffset.UTC).toInstant(), until);
        return new Pages(query, since).from(null);
    }

    private final class Pages {

        private final UsageQuery query;
        private final LocalDate since;
        private final Map<String, List<KeyCost.Line>> lines = new HashMap<>();
        private final Set<String> cursors = new HashSet<>();

        Pages(UsageQuery query, LocalDate since) {
            this.query = query;
            this.since = since;
        }

        CompletableFuture<Map<String, List<KeyCost.Line>>> from(@CheckForNull String cursor) {
            return account.readUsage(
                            wait,
                            () -> wait.join(allowance.take(), () -> "")
                                    .thenCompose(allowed -> fal.usage(admin.key(), query, cursor)))
                    .thenCompose(this::take);
        }

        private CompletableFuture<Map<String, List<KeyCost.Line>>> take(UsagePage page) {
            for (UsageLine line : page.lines()) {
                if (line.keyId() == null || line.bucket() == null) {
                    return failed("fal does not say which key, or which day, a cost belongs to");
                }
                if (query.keyIds().contains(line.keyId())) {
                    lines.computeIfAbsent(line.keyId(), first -> new ArrayList<>())
                            .add(line(line));
                }
            }
            if (page.next() == null) {
                return CompletableFuture.completedFuture(lines);
            }
            return cursors.add(page.next()) && cursors.size() < MAX_PAGES
                    ? from(page.next())
                    : failed("fal's report of usage does not come to an end");
        }

        /** Everything that fal reports belongs to the days that were asked for, whatever time it names. */
        private KeyCost.Line line(UsageLine line) {
            LocalDate day = LocalDate.ofInstant(line.bucket(), ZoneOffset.UTC);
            return new KeyCost.Line(
                    day.isBefore(since) ? since : day,
                    line.endpointId(),
                    line.unit(),
                    line.currency() == null ? "" : line.currency(),
                    line.quantity(),
                    line.cost());
        }

        private static <T> CompletableFuture<T> failed(String flaw) {
            return CompletableFuture.failedFuture(new IllegalStateException(flaw));
        }
    }
}
