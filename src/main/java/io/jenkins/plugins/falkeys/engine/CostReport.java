package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.CostHistory;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.JobCost;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What keys cost in a period, including keys whose records have been forgotten.
 *
 * @param costs sorted by day, folder, job, model, unit and currency
 * @param unreadable the days whose file cannot be read, so that the costs of forgotten keys are missing
 */
public record CostReport(List<JobCost> costs, List<LocalDate> unreadable) {

    /**
     * @param first the first day, in UTC
     * @param last the last day
     * @throws IOException if the history cannot be read
     */
    static CostReport between(LocalDate first, LocalDate last, Ports ports) throws IOException {
        // before the history, so that no record is forgotten in between
        List<KeyRecord> onRecord = ports.ledger().all();
        List<JobCost> costs = new ArrayList<>();
        List<LocalDate> unreadable = new ArrayList<>();
        Map<LocalDate, Set<String>> counted = new HashMap<>();
        for (LocalDate day : ports.costs().days(first, last)) {
            try {
                CostHistory.Day known = ports.costs().read(day);
                costs.addAll(known.costs());
                counted.put(day, known.records());
            } catch (IOException e) {
                unreadable.add(day);
            }
        }
        for (KeyRecord keyRecord : KeyRecord.onePerKey(onRecord)) {
            JobCost.of(keyRecord).stream()
                    .filter(cost -> !cost.day().isBefore(first) && !cost.day().isAfter(last))
                    .filter(cost -> !counted.getOrDefault(cost.day(), Set.of()).contains(keyRecord.id()))
                    .forEach(costs::add);
        }
        return new CostReport(JobCost.sum(costs), List.copyOf(unreadable));
    }
}
