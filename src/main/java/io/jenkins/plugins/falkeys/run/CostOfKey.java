package io.jenkins.plugins.falkeys.run;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The cost of one key of a run, as saved in {@code build.xml}. It refers to the key's record instead of the key. */
final class CostOfKey {

    private final String recordId;
    private final long asOf;
    private final List<RunCost> lines;

    CostOfKey(KeyRecord keyRecord) {
        this.recordId = keyRecord.id();
        this.asOf = keyRecord.cost().asOf().toEpochMilli();
        this.lines =
                keyRecord.cost().lines().stream().map(RunCost::new).collect(Collectors.toCollection(ArrayList::new));
    }

    String recordId() {
        return recordId;
    }

    Instant asOf() {
        return Instant.ofEpochMilli(asOf);
    }

    List<RunCost> lines() {
        return lines;
    }
}
