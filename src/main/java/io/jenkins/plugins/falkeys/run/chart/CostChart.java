package io.jenkins.plugins.falkeys.run.chart;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.bind.JavaScriptMethod;

/** The trend of the costs of a job's builds, on the job's page, with one line per currency. */
@Restricted(NoExternalUse.class)
public final class CostChart extends InvisibleAction implements AsyncTrendChart {

    private static final JsonMapper JSON = new JsonMapper();

    /** Maximums that the labels of an axis divide into round numbers, for each power of ten. */
    private static final List<BigDecimal> ROUND = Stream.of("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10")
            .map(BigDecimal::new)
            .toList();

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
        return withRangeMax(new JacksonFacade().toJson(model), top(builds));
    }

    /** Set in the JSON, because the model itself only accepts whole numbers. */
    private static String withRangeMax(String model, BigDecimal max) {
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(model);
            return json.put("rangeMax", max.doubleValue()).toString();
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A round number that is at least the highest cost. If the highest cost itself were a label, it would cover the one
     * below it.
     */
    private static BigDecimal top(List<BuildCost> builds) {
        BigDecimal most = builds.stream()
                .flatMap(build -> build.totals().values().stream())
                .max(Comparator.naturalOrder())
                .filter(cost -> cost.signum() > 0)
                .orElse(BigDecimal.ONE);
        BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(most.precision() - most.scale() - 1);
        return ROUND.stream()
                .map(unit::multiply)
                .filter(round -> round.compareTo(most) >= 0)
                .findFirst()
                .orElseThrow();
    }

    /** A chart needs no exact numbers; the table has them. */
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
