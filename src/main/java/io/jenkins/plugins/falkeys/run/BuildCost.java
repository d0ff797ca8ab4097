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

/** What one build of a job cost. */
@Restricted(NoExternalUse.class)
public final class BuildCost {

    /** How many builds a trend looks at: to load more of them from disk would take its time. */
    public static final int MOST_BUILDS = 100;

    private final Run<?, ?> run;
    private final RunCosts costs;

    private BuildCost(Run<?, ?> run, RunCosts costs) {
        this.run = run;
        this.costs = costs;
    }

    /** The builds that have figures, among the newest of all; the newest first. Each is loaded when it is its turn. */
    public static Stream<BuildCost> newest(Job<?, ?> job) {
        return among(job, MOST_BUILDS);
    }

    static Stream<BuildCost> among(Job<?, ?> job, int builds) {
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

    /** URL below the root. */
    public String url() {
        return run.getUrl();
    }

    /** When the build was started, in milliseconds since 1970. */
    public long started() {
        return run.getStartTimeInMillis();
    }

    /** The same in the user's language. */
    public String startedText() {
        return Times.text(run.getTimestamp().toInstant());
    }

    /** The sums by currency; empty when nothing was used. */
    public Map<String, BigDecimal> totals() {
        return costs.totals();
    }

    /** The same in the user's language. */
    public String totalText() {
        return costs.totalText();
    }

    /** The cost as a table sorts it: that in the first currency. */
    public String plainTotal() {
        return totals().values().stream()
                .findFirst()
                .map(BigDecimal::toPlainString)
                .orElse("0");
    }
}
