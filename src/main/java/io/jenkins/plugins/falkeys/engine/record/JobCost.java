package io.jenkins.plugins.falkeys.engine.record;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the keys of one job used of one model on one day, exactly as fal reports it.
 *
 * @param day in UTC
 * @param folder full name of the folder that contains the job, or else the key; empty for the root
 * @param job full name of the job; empty for keys that belong to none
 * @param managed whether the keys are managed ones, which belong to the list of the folder or of the controller
 * @param model the model, such as {@code fal-ai/flux/dev}
 * @param unit what is counted; empty if fal does not say
 * @param currency the currency of the cost; empty if fal does not say
 * @param quantity the number of units
 * @param cost what is charged, after discounts
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobCost(
        LocalDate day,
        String folder,
        String job,
        boolean managed,
        String model,
        String unit,
        String currency,
        BigDecimal quantity,
        BigDecimal cost)
        implements Charge {

    /** A file may lack values that a cost always has. */
    public JobCost {
        Stream.of(day, folder, job, model, unit, currency, quantity, cost).forEach(Objects::requireNonNull);
    }

    /**
     * The cost of a key. A build key counts for the job of its build. A stored key counts for its owner, since any
     * build may have used it.
     *
     * @return empty as long as fal has reported nothing
     */
    public static List<JobCost> of(KeyRecord keyRecord) {
        if (keyRecord.cost() == null) {
            return List.of();
        }
        String folder = folder(keyRecord);
        String job = job(keyRecord);
        boolean managed =
                job.isEmpty() && keyRecord.owner() != null && keyRecord.owner().hasList();
        return keyRecord.cost().lines().stream()
                .map(line -> new JobCost(
                        line.day(),
                        folder,
                        job,
                        managed,
                        line.model(),
                        line.unit(),
                        line.currency(),
                        line.quantity(),
                        line.cost()))
                .toList();
    }

    private static String job(KeyRecord keyRecord) {
        if (keyRecord.kind() == KeyRecord.Kind.BUILD) {
            return keyRecord.origin().job();
        }
        Owner owner = keyRecord.owner();
        return owner == null || owner.hasList() ? "" : owner.name();
    }

    /** The branches of a project count as being in the project's folder. */
    private static String folder(KeyRecord keyRecord) {
        Owner owner = keyRecord.owner();
        if (owner != null) {
            return owner.hasList() ? owner.name() : parent(owner.name());
        }
        return keyRecord.target() == null
                ? parent(keyRecord.origin().job())
                : keyRecord.target().store();
    }

    private static String parent(String fullName) {
        return fullName.substring(0, Math.max(0, fullName.lastIndexOf('/')));
    }

    /** Adds up costs that differ only in their numbers, sorted by day, folder, job, model, unit and currency. */
    public static List<JobCost> sum(Collection<JobCost> costs) {
        Map<String, JobCost> sums = new TreeMap<>();
        costs.forEach(cost -> sums.merge(cost.name(), cost, JobCost::plus));
        return List.copyOf(sums.values());
    }

    private String name() {
        return String.join("\n", day.toString(), folder, job, String.valueOf(managed), model, unit, currency);
    }

    private JobCost plus(JobCost other) {
        return new JobCost(
                day, folder, job, managed, model, unit, currency, quantity.add(other.quantity), cost.add(other.cost));
    }
}
