package io.jenkins.plugins.falkeys.engine.port;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.jenkins.plugins.falkeys.engine.record.JobCost;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Port: the costs of keys whose records have been forgotten. All methods read or write files. */
public interface CostHistory {

    /**
     * What is known about a day.
     *
     * @param records the IDs of records that are included in these costs, but may still be in the ledger; they must not
     *     be counted again
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Day(List<JobCost> costs, Set<String> records) {

        /** A day about which nothing is known. */
        public static final Day EMPTY = new Day(List.of(), Set.of());

        public Day {
            costs = List.copyOf(costs);
            records = Set.copyOf(records);
        }
    }

    /** The days of a period about which something is known, in order. */
    List<LocalDate> days(LocalDate first, LocalDate last) throws IOException;

    /** What is known about one of these days. If it cannot be read, this is logged once. */
    Day read(LocalDate day) throws IOException;

    /**
     * Adds the costs of records that are about to be forgotten. A crash may come after any step. A record that is added
     * again still counts only once, provided that it has stayed in the ledger in between.
     *
     * @param onRecord tells whether the record of an ID is still in the ledger
     * @return the records that may be forgotten; the others could not be added
     */
    List<KeyRecord> add(List<KeyRecord> records, Predicate<String> onRecord) throws IOException;
}
