package io.jenkins.plugins.falkeys.run;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.engine.record.Times;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The cost of one build. */
@Restricted(NoExternalUse.class)
public final class BuildCost {

    /** How many builds a trend considers. Loading more of them from disk would take too long. */
    public static final int MAX_BUILDS = 100;

    private final Run<?, ?> run;
    private final RunCosts costs;

    private BuildCost(Run<?, ?> run, RunCosts costs) {
        this.run = run;
        this.costs = costs;
    }

    /** The builds with figures among the newest ones, newest first. Each is only loaded when it is needed. */
    public static Stream<BuildCost> newest(Job<?, ?> job) {
        return amongNewest(job, MAX_BUILDS);
    }

    static Stream<BuildCost> amongNewest(Job<?, ?> job, int builds) {
        return Stream.<Run<?, ?>>iterate(job.getLastBuild(), Objects::nonNull, run -> run.getPreviousBuild())
                .limit(builds)
                .map(run -> new BuildCost(run, run.getAction(RunCosts.class)))
                .filter(cost -> cost.costs != null);
    }

    public int number() {
        return run.getNumber();
    }

    public String name() {
        return run.getDisplayName();
    }

    /** The build's URL, relative to the root. */
    public String url() {
        return run.getUrl();
    }

    /** When the build was started, in milliseconds since 1970. */
    public long started() {
        return run.getStartTimeInMillis();
    }

    /** The start time in the user's language. */
    public String startedText() {
        return Times.text(run.getTimestamp().toInstant());
    }

    /** The sum per currency; empty if nothing was used. */
    public Map<String, BigDecimal> totals() {
        return costs.totals();
    }

    /** The same in the user's language. */
    public String totalText() {
        return costs.totalText();
    }

    /** The cost by which a table is sorted, which is that in the first currency. */
    public String plainTotal() {
        return totals().values().stream()
                .findFirst()
                .map(BigDecimal::toPlainString)
                .orElse("0");
    }
}
