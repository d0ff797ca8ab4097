package io.jenkins.plugins.falkeys.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.Charge;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Times;
import io.jenkins.plugins.falkeys.view.Amounts;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.RunAction2;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The costs of the keys that lived in a run: a part of the run's page and of its REST API. They are saved with the run,
 * and deleted with it. Stored keys are not included, since other builds use them as well.
 */
@ExportedBean
@Restricted(NoExternalUse.class)
public final class RunCosts extends InvisibleAction implements RunAction2 {

    private static final Logger LOGGER = Logger.getLogger(RunCosts.class.getName());

    private final List<CostOfKey> keys;
    private transient Run<?, ?> run;

    private RunCosts(List<CostOfKey> keys) {
        this.keys = keys;
    }

    /** Saves new figures with the runs that the keys lived in. */
    public static void save(List<KeyRecord> records) {
        records.stream()
                .filter(keyRecord -> keyRecord.kind() == KeyRecord.Kind.BUILD && !isEmpty(keyRecord.origin()))
                .collect(Collectors.groupingBy(keyRecord -> keyRecord.origin().run()))
                .forEach(RunCosts::save);
    }

    private static boolean isEmpty(Origin origin) {
        return origin.byPerson() || origin.run().isEmpty();
    }

    private static void save(String runId, List<KeyRecord> records) {
        Run<?, ?> run = Run.fromExternalizableId(runId);
        List<CostOfKey> updated = records.stream()
                .filter(keyRecord -> run != null && keyRecord.origin().started() == run.getTimeInMillis())
                .map(CostOfKey::new)
                .toList();
        if (run == null || updated.isEmpty()) {
            return;
        }
        synchronized (run) {
            Map<String, CostOfKey> byKey = new TreeMap<>();
            RunCosts before = run.getAction(RunCosts.class);
            Stream.concat(before == null ? Stream.of() : before.keys.stream(), updated.stream())
                    .forEach(key -> byKey.put(key.recordId(), key));
            run.addOrReplaceAction(new RunCosts(new ArrayList<>(byKey.values())));
            try {
                run.save();
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "What the fal API keys of " + runId + " cost cannot be saved");
            }
        }
    }

    @Override
    public void onAttached(Run<?, ?> attachedTo) {
        run = attachedTo;
    }

    @Override
    public void onLoad(Run<?, ?> loaded) {
        run = loaded;
    }

    /** The costs by model, unit and currency. */
    @Exported(visibility = 2)
    public List<RunCost> getCosts() {
        Map<List<String>, RunCost> sums = keys.stream()
                .flatMap(key -> key.lines().stream())
                .collect(Collectors.toMap(RunCost::name, line -> line, RunCost::plus));
        return sums.values().stream()
                .sorted(Comparator.comparing(line -> String.join("\n", line.name())))
                .toList();
    }

    /** What was charged in each currency; zero without a currency if nothing was used. */
    @Exported(visibility = 2)
    public List<Total> getTotals() {
        Map<String, BigDecimal> totals = totals();
        return totals.isEmpty()
                ? List.of(new Total("", BigDecimal.ZERO))
                : totals.entrySet().stream()
                        .map(total -> new Total(total.getKey(), total.getValue()))
                        .toList();
    }

    /** What was charged in each currency; empty if nothing was used. */
    Map<String, BigDecimal> totals() {
        return Charge.totals(keys.stream().flatMap(key -> key.lines().stream()).toList());
    }

    /** When the oldest of the figures was read from fal. */
    @Exported(visibility = 2)
    public String getAsOf() {
        return asOf().toString();
    }

    private Instant asOf() {
        return keys.stream().map(CostOfKey::asOf).min(Comparator.naturalOrder()).orElse(Instant.EPOCH);
    }

    /** The time of the oldest figure in the user's language. */
    public String asOfText() {
        return Times.text(asOf());
    }

    /** The totals in the user's language. */
    public String totalText() {
        return getTotals().stream()
                .map(total -> Amounts.text(total.amount, total.currency))
                .collect(Collectors.joining(" + "));
    }

    /** About how many keys of the run fal has reported nothing, as far as they have records. */
    public int unreported() {
        Set<String> known = keys.stream().map(CostOfKey::recordId).collect(Collectors.toCollection(HashSet::new));
        Collection<KeyRecord> records = run == null
                ? List.of()
                : FalKeys.get().keys().records().touchedBy(run.getExternalizableId(), run.getTimeInMillis());
        return (int) records.stream()
                .filter(keyRecord -> keyRecord.kind() == KeyRecord.Kind.BUILD && keyRecord.keyId() != null)
                .filter(keyRecord -> keyRecord.origin().isOf(run.getExternalizableId(), run.getTimeInMillis()))
                .filter(keyRecord -> !known.contains(keyRecord.id()))
                .count();
    }

    /** A sum in one currency. */
    @ExportedBean(defaultVisibility = 3)
    public static final class Total {

        private final String currency;
        private final BigDecimal amount;

        private Total(String currency, BigDecimal amount) {
            this.currency = currency;
            this.amount = amount;
        }

        /** The currency as fal names it, usually an ISO 4217 code; null if fal does not say. */
        @Exported
        @CheckForNull
        public String getCurrency() {
            return currency.isEmpty() ? null : currency;
        }

        /** The exact amount, as a string because many JSON parsers round numbers. */
        @Exported
        public String getCost() {
            return amount.toPlainString();
        }
    }
}
