package io.jenkins.plugins.falkeys.run.chart;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import io.jenkins.plugins.falkeys.run.JobCosts;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Shows the chart for jobs that have figures, if the echarts-api plugin is installed. */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
@SuppressWarnings("rawtypes") // Job is declared as a raw type
public final class CostChartFactory extends TransientActionFactory<Job> {

    @Override
    public Class<Job> type() {
        return Job.class;
    }

    @Override
    public Class<CostChart> actionType() {
        return CostChart.class;
    }

    @Override
    @NonNull
    public Collection<? extends Action> createFor(@NonNull Job target) {
        return JobCosts.hasCosts(target) ? List.of(chart(target)) : List.of();
    }

    /** Its return type needs the plugin, which keeps Jenkins from loading this class without it. */
    private static CostChart chart(Job<?, ?> job) {
        return new CostChart(job);
    }
}
