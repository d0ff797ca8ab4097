package io.jenkins.plugins.falkeys.run.chart;

import edu.hm.hafner.echarts.JacksonFacade;
import edu.hm.hafner.echarts.line.LineSeries;
import edu.hm.hafner.echarts.line.LineSeries.FilledMode;
import edu.hm.hafner.echarts.line.LineSeries.StackedMode;
import edu.hm.hafner.echarts.line.LinesChartModel;
import hudson.model.InvisibleAction;
import hudson.model.Job;
import io.jenkins.plugins.echarts.AsyncTrendChart;
import io.jenkins.plugins.echarts.JenkinsPalette;
import io.jenkins.plugins.falkeys.run.BuildCost;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.bind.JavaScriptMethod;

/** The trend of what the builds of a job cost, on the job's page: one line for each currency. */
@Restricted(NoExternalUse.class)
public final class CostChart extends InvisibleAction implements AsyncTrendChart {

    private final Job<?, ?> job;

    CostChart(Job<?, ?> job) {
        this.job = job;
    }

    @Override
    public boolean isTrendVisible() {
        return BuildCost.newest(job).limit(2).count() > 1;
    }

    @Override
    @JavaScriptMethod
    public String getBuildTrendModel() {
        List<BuildCost> builds = new ArrayList<>(BuildCost.newest(job).toList());
        Collections.reverse(builds);
        LinesChartModel model = new LinesChartModel(
                builds.stream().map(build -> "#" + build.number()).toList(),
                builds.stream().map(BuildCost::number).toList());
        TreeSet<String> currencies = new TreeSet<>();
        builds.forEach(build -> currencies.addAll(build.totals().keySet()));
        for (String currency : currencies) {
            model.addSeries(line(currency, model.getSeries().size(), builds));
        }
        model.useContinuousRangeAxis();
        model.setRangeMin(0);
        return new JacksonFacade().toJson(model);
    }

    /** A picture needs no exact numbers; the table has them. */
    private static LineSeries line(String currency, int index, List<BuildCost> builds) {
        return new LineSeries(
                currency.isEmpty() ? Messages.CostChart_cost() : currency,
                JenkinsPalette.chartColor(index).normal(),
                StackedMode.SEPARATE_LINES,
                FilledMode.LINES,
                builds.stream()
                        .map(build -> build.totals()
                                .getOrDefault(currency, BigDecimal.ZERO)
                                .doubleValue())
                        .toList());
    }
}
