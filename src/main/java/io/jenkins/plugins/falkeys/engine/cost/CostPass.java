package io.jenkins.plugins.falkeys.engine.cost;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalException;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** One pass over some keys of one account. */
final class CostPass {

    private static final int OK = 200;

    /** fal's answer to an unknown admin key, whatever the request. */
    private static final int UNAUTHORIZED = 401;

    /** How many keys a pass tries to single out before it assumes that none can be read. */
    private static final int MAX_SINGLED_OUT = 3;

    private final Ports ports;
    private final UsageReader reading;
    private final CostSchedule schedule;
    private final Account account;
    private final CostBrake brake;
    private final Consumer<List<KeyRecord>> updated;
    private final Executor pool;

    /** Parts of a batch that could not be read as a whole. They are read before the next batch. */
    private final Deque<List<KeyRecord>> parts = new ArrayDeque<>();

    private final Map<KeyRecord, Throwable> singledOut = new LinkedHashMap<>();
    private boolean started;
    private boolean anyRead;

    @CheckForNull
    private Throwable failure;

    CostPass(
            Ports ports,
            UsageReader reading,
            CostSchedule schedule,
            Account account,
            CostBrake brake,
            Consumer<List<KeyRecord>> updated,
            Executor pool) {
        this.ports = ports;
        this.reading = reading;
        this.schedule = schedule;
        this.account = account;
        this.brake = brake;
        this.updated = updated;
        this.pool = pool;
    }

    /**
     * Asks about all keys, unless builds need fal for themselves. But some keys are asked about even then, since
     * otherwise the cost limits of a job that keeps requesting keys would never be noticed. A batch that cannot be read
     * is halved until it is clear which key is the reason, so that it does not affect others.
     *
     * @return fails if any key could not be read or written, except for keys that are themselves the reason
     */
    CompletableFuture<Void> run(List<KeyRecord> records) {
        return readNext(schedule.next(records).iterator());
    }

    private CompletableFuture<Void> readNext(Iterator<List<KeyRecord>> batches) {
        List<KeyRecord> batch = next(batches);
        return batch == null
                ? end()
                : read(batch)
                        .handle((done, error) ->
                                error == null || mayContinue(batch, Futures.cause(error)) ? readNext(batches) : end())
                        .thenCompose(rest -> rest);
    }

    @CheckForNull
    private List<KeyRecord> next(Iterator<List<KeyRecord>> batches) {
        if (!anyRead && singledOut.size() >= MAX_SINGLED_OUT) {
            return null;
        }
        if (!parts.isEmpty()) {
            return parts.pop();
        }
        return batches.hasNext() && !(started && account.isBusy()) ? batches.next() : null;
    }

    private CompletableFuture<Void> read(List<KeyRecord> batch) {
        Instant now = ports.now();
        // Of a key from before the clock was set back, the days up to now are asked about nevertheless.
        LocalDate latest = day(now.minusMillis(1));
        LocalDate since = Stream.concat(batch.stream().map(CostPass::unread), Stream.of(latest))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        started = true;
        schedule.asked(batch);
        return reading.read(batch.stream().map(KeyRecord::keyId).toList(), since, now)
                .thenCompose(read -> Futures.run(pool, () -> {
                    anyRead = true;
                    schedule.read(batch);
                    save(batch, since, read, now);
                    return null;
                }));
    }

    private boolean mayContinue(List<KeyRecord> batch, Throwable why) {
        if (!mayBeOneKey(why)) {
            failure = failure == null ? why : failure;
            return why instanceof IOException; // a disk error
        }
        if (batch.size() == 1) {
            singledOut.put(batch.get(0), why);
        } else if (singledOut.size() < MAX_SINGLED_OUT) {
            int half = batch.size() / 2;
            parts.push(batch.subList(half, batch.size()));
            parts.push(batch.subList(0, half));
        }
        return true;
    }

    /** Whether a single key may be the reason: fal rejects the request, or its response is too long or unreadable. */
    private static boolean mayBeOneKey(Throwable why) {
        return why instanceof IllegalStateException
                || why instanceof FalException e
                        && (e.status() == OK || e.status() / 100 == 4 && e.status() != UNAUTHORIZED);
    }

    private CompletableFuture<Void> end() {
        if (anyRead) {
            singledOut.forEach(schedule::unreadable);
        } else if (failure == null) {
            failure = singledOut.values().stream().findFirst().orElse(null);
        }
        return failure == null ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(failure);
    }

    /** The first day about which fal may report something new. */
    private static LocalDate unread(KeyRecord keyRecord) {
        LocalDate created = day(keyRecord.createdAt());
        if (keyRecord.cost() == null) {
            return created;
        }
        LocalDate late = day(keyRecord.cost().asOf()).minusDays(1);
        return late.isBefore(created) ? created : late;
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private void save(List<KeyRecord> batch, LocalDate since, Map<String, List<KeyCost.Line>> read, Instant asOf)
            throws IOException, KeyException {
        List<KeyRecord> changed = new ArrayList<>();
        IOException notWritten = null;
        for (KeyRecord old : batch) {
            List<KeyCost.Line> lines = read.getOrDefault(old.keyId(), List.of());
            UnaryOperator<KeyRecord> change = current -> {
                // fal may have forgotten a deleted key, so the previous figures are kept.
                boolean forgotten = lines.isEmpty() && current.state() != KeyState.ACTIVE;
                return forgotten ? current : current.costing(KeyCost.after(current.cost(), since, lines, asOf));
            };
            Optional<KeyRecord> now;
            try {
                now = ports.ledger().update(old.id(), change);
            } catch (IOException e) {
                notWritten = e;
                brake.apply(change.apply(old)); // a full disk must not keep a key alive that has reached its limit
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
            updated.accept(changed);
        }
        if (notWritten != null) {
            throw notWritten;
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
