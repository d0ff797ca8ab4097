package io.jenkins.plugins.falkeys.dashboard;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.falkeys.engine.record.JobCost;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * Which costs a user wants to see. Invalid parts of a request are ignored.
 *
 * @param from the first day, in UTC like fal's days
 * @param to the last day
 * @param item full name of the folder or job whose costs are wanted, including everything below it; empty for all
 */
record CostQuery(LocalDate from, LocalDate to, String item) {

    /** How many days are shown by default. */
    private static final int USUAL_DAYS = 30;

    static CostQuery of(StaplerRequest2 request) {
        LocalDate from = day(request.getParameter("from"));
        LocalDate to = day(request.getParameter("to"));
        String item = Util.fixNull(request.getParameter("item")).trim().replaceAll("^/+|/+$", "");
        return from == null || to == null || to.isBefore(from)
                ? lastDays(USUAL_DAYS).of(item)
                : new CostQuery(from, to, item);
    }

    @CheckForNull
    private static LocalDate day(@CheckForNull String text) {
        try {
            return text == null ? null : LocalDate.parse(text.trim());
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    static CostQuery lastDays(int days) {
        return new CostQuery(today().minusDays(days - 1L), today(), "");
    }

    /** A calendar month, or the part of it so far. */
    static CostQuery month(int ago) {
        LocalDate first = today().withDayOfMonth(1).minusMonths(ago);
        return new CostQuery(first, ago == 0 ? today() : first.plusMonths(1).minusDays(1), "");
    }

    /** The same period for another folder or job. */
    CostQuery of(String otherItem) {
        return new CostQuery(from, to, otherItem);
    }

    boolean matches(JobCost cost) {
        return item.isEmpty() || isIn(cost.folder()) || isIn(cost.job());
    }

    private boolean isIn(String fullName) {
        return fullName.equals(item) || fullName.startsWith(item + "/");
    }

    String url() {
        return "?from=" + from + "&to=" + to + "&item=" + Util.rawEncode(item);
    }
}
