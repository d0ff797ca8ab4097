package io.jenkins.plugins.falkeys.ledger;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.falkeys.engine.port.CostHistory;
import io.jenkins.plugins.falkeys.engine.record.JobCost;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stores the costs of each day in one JSON file, added up by job, model, unit and currency. So its size depends on the
 * number of jobs, but not on the number of builds.
 */
public final class CostFiles implements CostHistory {

    private static final Logger LOGGER = Logger.getLogger(CostFiles.class.getName());
    private static final String SUFFIX = ".json";
    private static final Pattern NAME = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)" + Pattern.quote(SUFFIX));
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            // trailing tokens would be lost when the file is rewritten
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final RecordFiles files;

    /** The days whose files cannot be read or written, and for which this has been logged. */
    private final Set<LocalDate> unreadable = ConcurrentHashMap.newKeySet();

    private final Set<LocalDate> unwritable = ConcurrentHashMap.newKeySet();

    /**
     * @param folder need not exist yet
     */
    public CostFiles(Path folder, DurableFiles files) {
        this(new RecordFolder(folder, files));
    }

    public CostFiles(RecordFiles files) {
        this.files = files;
    }

    @Override
    public List<LocalDate> days(LocalDate first, LocalDate last) throws IOException {
        return all().stream()
                .filter(day -> !day.isBefore(first) && !day.isAfter(last))
                .toList();
    }

    private Set<LocalDate> all() throws IOException {
        Set<LocalDate> days = new TreeSet<>();
        files.list(name -> {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                days.add(LocalDate.parse(matcher.group(1)));
            }
        });
        return days;
    }

    @Override
    public Day read(LocalDate day) throws IOException {
        try {
            Day read = JSON.readValue(files.read(day + SUFFIX), Day.class);
            if (read == null) {
                throw new IOException("There are no costs in it");
            }
            unreadable.remove(day);
            return read;
        } catch (IOException e) {
            if (unreadable.add(day)) {
                LOGGER.log(
                        Level.WARNING,
                        e,
                        () -> "What fal API keys cost on " + day + " cannot be read. The file stays as it is, and so do"
                                + " the records of keys that would be added to it");
            }
            throw e;
        }
    }

    @Override
    public synchronized List<KeyRecord> add(List<KeyRecord> records, Predicate<String> onRecord) throws IOException {
        Map<LocalDate, Map<String, List<JobCost>>> byDay = new HashMap<>();
        for (KeyRecord keyRecord : records) {
            for (JobCost cost : JobCost.of(keyRecord)) {
                byDay.computeIfAbsent(cost.day(), first -> new HashMap<>())
                        .computeIfAbsent(keyRecord.id(), first -> new ArrayList<>())
                        .add(cost);
            }
        }
        Set<LocalDate> known = byDay.isEmpty() ? Set.of() : all();
        Set<String> failed = new HashSet<>();
        byDay.forEach((day, added) -> {
            try {
                Day sum = sum(known.contains(day) ? read(day) : Day.EMPTY, added, onRecord);
                files.write(day + SUFFIX, JSON.writeValueAsString(sum));
                unwritable.remove(day);
            } catch (IOException e) {
                if (!unreadable.contains(day) && unwritable.add(day)) {
                    LOGGER.log(Level.WARNING, e, () -> "What fal API keys cost on " + day + " cannot be written");
                }
                failed.addAll(added.keySet());
            }
        });
        return records.stream()
                .filter(keyRecord -> !failed.contains(keyRecord.id()))
                .toList();
    }

    /**
     * Costs, and the records that they come from, are in the same file, so that neither can exist without the other.
     */
    private static Day sum(Day before, Map<String, List<JobCost>> added, Predicate<String> onRecord) {
        List<JobCost> costs = new ArrayList<>(before.costs());
        Set<String> counted = new HashSet<>(before.records());
        added.forEach((recordId, lines) -> {
            if (counted.add(recordId)) {
                costs.addAll(lines);
            }
        });
        counted.removeIf(recordId -> !added.containsKey(recordId) && !onRecord.test(recordId));
        return new Day(JobCost.sum(costs), counted);
    }
}
