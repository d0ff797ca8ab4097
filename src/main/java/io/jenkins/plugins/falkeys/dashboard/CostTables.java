package io.jenkins.plugins.falkeys.dashboard;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.record.Charge;
import io.jenkins.plugins.falkeys.engine.record.JobCost;
import io.jenkins.plugins.falkeys.view.Amounts;
import io.jenkins.plugins.falkeys.view.RecordLinks;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The costs of a period, added up in several ways. Each currency has separate rows. */
@Restricted(NoExternalUse.class)
public final class CostTables {

    /** As many rows as a browser can sort quickly. The files contain all of them. */
    private static final int MAX_ROWS = 500;

    private static final Comparator<Row> COSTLIEST_FIRST =
            Comparator.comparing(Row::cost).reversed().thenComparing(Row::name).thenComparing(Row::currency);

    private final CostQuery query;
    private final List<JobCost> costs;
    private final List<LocalDate> unreadable;

    CostTables(CostQuery query, List<JobCost> costs, List<LocalDate> unreadable) {
        this.query = query;
        this.costs = costs;
        this.unreadable = unreadable;
    }

    /**
     * A sum.
     *
     * @param name what was added up, as shown to users
     * @param item full name of the folder or job; empty if it is neither
     * @param quantity what was used, with its unit; empty if that makes no sense for the row
     * @param currency as fal names it; empty if fal does not say
     */
    public record Row(String name, String item, String quantity, BigDecimal cost, String currency) {

        /** The cost in the user's language. */
        public String costText() {
            return Amounts.text(cost, "");
        }

        /** The value by which a table sorts the cost. */
        public String plainCost() {
            return cost.toPlainString();
        }
    }

    /**
     * A table.
     *
     * @param hidden how many rows are left out
     */
    public record Table(List<Row> rows, int hidden) {}

    /** A period to choose. */
    public record Period(String name, String url) {}

    public String from() {
        return query.from().toString();
    }

    public String to() {
        return query.to().toString();
    }

    public String item() {
        return query.item();
    }

    /** The current query as a URL. */
    public String url() {
        return query.url();
    }

    public boolean isEmpty() {
        return costs.isEmpty();
    }

    /** The sums in the user's language. */
    public String totalText() {
        return Charge.totals(costs).entrySet().stream()
                .map(total -> Amounts.text(total.getValue(), total.getKey()))
                .collect(Collectors.joining(" + "));
    }

    /** The days whose costs cannot be read, in one line; null if there are none. */
    @CheckForNull
    public String unreadableText() {
        return unreadable.isEmpty()
                ? null
                : unreadable.stream().map(LocalDate::toString).collect(Collectors.joining(", "));
    }

    public List<Period> periods() {
        return List.of(
                period(Messages.CostTables_days(7), CostQuery.lastDays(7)),
                period(Messages.CostTables_days(30), CostQuery.lastDays(30)),
                period(Messages.CostTables_thisMonth(), CostQuery.month(0)),
                period(Messages.CostTables_lastMonth(), CostQuery.month(1)));
    }

    private Period period(String name, CostQuery period) {
        return new Period(name, period.of(query.item()).url());
    }

    public Table byFolder() {
        return table(
                cost -> cost.folder().isEmpty() ? Messages.CostTables_root() : cost.folder(),
                JobCost::folder,
                false,
                COSTLIEST_FIRST);
    }

    public Table byJob() {
        return table(CostTables::jobName, JobCost::job, false, COSTLIEST_FIRST);
    }

    private static String jobName(JobCost cost) {
        if (!cost.managed()) {
            return cost.job().isEmpty() ? Messages.CostTables_noOwner() : cost.job();
        }
        return cost.folder().isEmpty()
                ? Messages.CostTables_managedByController()
                : Messages.CostTables_managedByFolder(cost.folder());
    }

    /** With quantities. Each unit has a separate row. */
    public Table byModel() {
        return table(JobCost::model, cost -> "", true, COSTLIEST_FIRST);
    }

    public Table byDay() {
        return table(
                cost -> cost.day().toString(),
                cost -> "",
                false,
                Comparator.comparing(Row::name).reversed());
    }

    /** The URL of the same period for a folder or a job, including everything below it. */
    public String urlOf(String item) {
        return query.of(item).url();
    }

    /** The URL of an item; null if it is gone or not visible to the user. */
    @CheckForNull
    public String itemUrl(String fullName) {
        return fullName.isEmpty() ? null : RecordLinks.url(fullName);
    }

    /** What rows must have in common to be added up. */
    private record Group(String name, String item, String unit, String currency) {}

    private Table table(
            Function<JobCost, String> name, Function<JobCost, String> item, boolean quantities, Comparator<Row> order) {
        Map<Group, List<JobCost>> groups = costs.stream()
                .collect(Collectors.groupingBy(cost ->
                        new Group(name.apply(cost), item.apply(cost), quantities ? cost.unit() : "", cost.currency())));
        List<Row> rows = groups.entrySet().stream()
                .map(group -> new Row(
                        group.getKey().name(),
                        group.getKey().item(),
                        quantities
                                ? Amounts.quantity(
                                        sum(group.getValue(), JobCost::quantity),
                                        group.getKey().unit())
                                : "",
                        sum(group.getValue(), JobCost::cost),
                        group.getKey().currency()))
                .sorted(order)
                .toList();
        int shown = Math.min(rows.size(), MAX_ROWS);
        return new Table(rows.subList(0, shown), rows.size() - shown);
    }

    private static BigDecimal sum(List<JobCost> costs, Function<JobCost, BigDecimal> number) {
        return costs.stream().map(number).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
