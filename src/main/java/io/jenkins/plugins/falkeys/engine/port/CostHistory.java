package io.jenkins.plugins.falkeys.engine.port;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.jenkins.plugins.falkeys.engine.record.JobCost;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Port: what keys have cost whose records are forgotten. All methods read or write files. */
public interface CostHistory {

    /**
     * What is known of a day.
     *
     * @param records the IDs of records whose costs are among these, and that may be on record all the same: they must not
     *     be counted once more
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Day(List<JobCost> costs, Set<String> records) {

        /** A day of which nothing is known yet. */
        public static final Day EMPTY = new Day(List.of(), Set.of());

        public Day {
            costs = List.copyOf(costs);
            records = Set.copyOf(records);
        }
    }

    /** The days of a period that anything is known of, in their order. */
    List<LocalDate> days(LocalDate first, LocalDate last) throws IOException;

    /** What is known of one of these days. If it cannot be read, the log says so once. */
    Day read(LocalDate day) throws IOException;

    /**
     * Adds what keys cost whose records are about to be forgotten. A record counts once, however often it is added, as
     * long as it is on record in between: a crash may come after any step.
     *
     * @param onRecord says of the ID of a record whether it is still there
     * @return those that may be forgotten; the others could not be added
     */
    List<KeyRecord> add(List<KeyRecord> records, Predicate<String> onRecord) throws IOException;
}
