package io.jenkins.plugins.falkeys.engine.cost;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.account.UsageQuery;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.account.Account;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** One pass over the keys of one account, so many of them in each request. */
final class CostPass {

    /** What fal answers when it does not like what it is asked, or tells something that cannot be read. */
    private static final Set<Integer> OF_THE_KEYS = Set.of(200, 400, 422);

    private final Ports ports;
    private final UsageReading reading;
    private final Account account;
    private final CostBrake brake;
    private final Consumer<List<KeyRecord>> kept;
    private final Executor pool;

    CostPass(
            Ports ports,
            UsageReading reading,
            Account account,
            CostBrake brake,
            Consumer<List<KeyRecord>> kept,
            Executor pool) {
        this.ports = ports;
        this.reading = reading;
        this.account = account;
        this.brake = brake;
        this.kept = kept;
        this.pool = pool;
    }

    /**
     * Completes when all were read, or when builds want fal for themselves: the keys read longest ago come first, and some
     * are read however many builds wait, or none that keeps on asking for keys would ever be stopped for what it costs.
     */
    CompletableFuture<Void> run(List<KeyRecord> records) {
        return from(
                records.stream().sorted(Comparator.comparing(CostPass::readAt)).toList(), 0);
    }

    private static Instant readAt(KeyRecord keyRecord) {
        return keyRecord.cost() == null ? Instant.MIN : keyRecord.cost().asOf();
    }

    private CompletableFuture<Void> from(List<KeyRecord> records, int index) {
        if (index >= records.size() || index > 0 && account.isAwaited()) {
            return CompletableFuture.completedFuture(null);
        }
        int end = Math.min(index + UsageQuery.MOST_KEYS, records.size());
        List<KeyRecord> batch = records.subList(index, end);
        LocalDate since = batch.stream()
                .map(CostPass::unread)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant now = ports.now();
        List<String> keyIds = batch.stream().map(KeyRecord::keyId).distinct().toList();
        return reading.read(keyIds, since, now)
                .thenCompose(read -> Futures.<Void>run(pool, () -> {
                    keep(batch, since, read, now);
                    return null;
                }))
                .handle((done, error) ->
                        error == null ? from(records, end) : without(records, end, Futures.cause(error)))
                .thenCompose(rest -> rest);
    }

    /** Goes on without keys that cannot be read, or written, which come first in each pass and would hide all others for good. */
    private CompletableFuture<Void> without(List<KeyRecord> records, int next, Throwable why) {
        boolean ofTheseKeys = why instanceof IllegalStateException
                || why instanceof IOException
                || why instanceof FalException e && OF_THE_KEYS.contains(e.status());
        return ofTheseKeys
                ? from(records, next).thenCompose(done -> CompletableFuture.failedFuture(why))
                : CompletableFuture.failedFuture(why);
    }

    /** The first day that fal may report something new of. */
    private static LocalDate unread(KeyRecord keyRecord) {
        LocalDate made = day(keyRecord.createdAt());
        if (keyRecord.cost() == null) {
            return made;
        }
        LocalDate late = day(keyRecord.cost().asOf()).minusDays(1);
        return late.isBefore(made) ? made : late;
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private void keep(List<KeyRecord> batch, LocalDate since, Map<String, List<KeyCost.Line>> read, Instant asOf)
            throws IOException, KeyException {
        List<KeyRecord> changed = new ArrayList<>();
        IOException unwritten = null;
        for (KeyRecord old : batch) {
            List<KeyCost.Line> lines = read.getOrDefault(old.keyId(), List.of());
            UnaryOperator<KeyRecord> change = current -> {
                // fal may have forgotten a key that is gone: what was read before stays.
                boolean forgotten = lines.isEmpty() && current.state() != KeyState.ACTIVE;
                return forgotten ? current : current.costing(KeyCost.after(current.cost(), since, lines, asOf));
            };
            Optional<KeyRecord> now;
            try {
                now = ports.ledger().update(old.id(), change);
            } catch (IOException e) {
                unwritten = e;
                brake.apply(change.apply(old)); // a full disk keeps no key alive that has cost too much
                continue;
            }
            if (now.isPresent()) {
                brake.apply(now.get());
            }
            now.filter(current -> current.cost() != null && !current.cost().equals(old.cost()))
                    .ifPresent(current -> {
                        changed.add(current);
                        measure(old.cost(), current.cost());
                    });
        }
        if (!changed.isEmpty()) {
            kept.accept(changed);
        }
        if (unwritten != null) {
            throw unwritten;
        }
    }

    private void measure(@CheckForNull KeyCost before, KeyCost after) {
        Map<String, BigDecimal> was = before == null ? Map.of() : before.totals();
        after.totals().forEach((currency, total) -> {
            BigDecimal difference = total.subtract(was.getOrDefault(currency, BigDecimal.ZERO));
            ports.meters().charged(account.name() == null ? "" : account.name(), currency, difference);
        });
    }
}
