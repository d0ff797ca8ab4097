package io.jenkins.plugins.falkeys.engine.cost;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.record.Charge;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The cost of a key, exactly as fal reports it.
 *
 * @param asOf when fal was asked
 * @param lines by day, model, unit and currency; empty if fal reports that the key was not used
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record KeyCost(Instant asOf, List<Line> lines) {

    /** How old the time of an unchanged figure may get before it is updated. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    /**
     * What was used of one model on one day.
     *
     * @param day in UTC
     * @param model the model, such as {@code fal-ai/flux/dev}
     * @param unit what is counted, such as {@code image}; empty if fal does not say
     * @param currency the currency of the cost; empty if fal does not say
     * @param quantity the number of units
     * @param cost what is charged, after discounts
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Line(LocalDate day, String model, String unit, String currency, BigDecimal quantity, BigDecimal cost)
            implements Charge {

        private Line plus(Line other) {
            return new Line(day, model, unit, currency, quantity.add(other.quantity), cost.add(other.cost));
        }

        private List<String> name() {
            return List.of(day.toString(), model, unit, currency);
        }
    }

    public KeyCost {
        lines = List.copyOf(lines);
    }

    /** Adds up lines that differ only in their numbers. */
    static List<Line> sum(Collection<Line> lines) {
        Map<String, Line> sums = new TreeMap<>();
        lines.forEach(line -> sums.merge(String.join("\n", line.name()), line, Line::plus));
        return List.copyOf(sums.values());
    }

    /** The sum per currency; empty if the key was not used. */
    public Map<String, BigDecimal> totals() {
        return Charge.totals(lines);
    }

    /**
     * The cost after fal was asked again.
     *
     * @param before the previous cost; null for none
     * @param since the first day that fal was asked about
     * @param read what fal reports for the days since then
     */
    static KeyCost after(@CheckForNull KeyCost before, LocalDate since, List<Line> read, Instant asOf) {
        if (before == null) {
            return new KeyCost(asOf, sum(read));
        }
        Stream<Line> earlier = before.lines.stream().filter(line -> line.day().isBefore(since));
        List<Line> all = sum(Stream.concat(earlier, read.stream()).toList());
        boolean fresh = before.asOf.plus(FRESH).isAfter(asOf);
        return fresh && all.equals(before.lines) ? before : new KeyCost(asOf, all);
    }
}
