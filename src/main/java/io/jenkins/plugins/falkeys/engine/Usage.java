package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.cost.KeyCost;
import io.jenkins.plugins.falkeys.engine.record.Charge;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The total cost of some keys, exactly as fal reports it.
 *
 * @param items by model, unit and currency; empty if fal reports that the keys were not used, or reports nothing
 * @param asOf when fal was asked, for the oldest of the figures; null as long as fal has reported nothing about any of
 *     the keys
 * @param unreported the number of keys about which fal has reported nothing
 */
public record Usage(List<Item> items, @CheckForNull Instant asOf, int unreported) {

    /**
     * What was used of one model.
     *
     * @param unit what is counted, such as {@code image}; empty if fal does not say
     * @param quantity the number of units
     * @param cost what is charged, after discounts
     * @param currency the currency of the cost; empty if fal does not say
     */
    public record Item(String model, String unit, BigDecimal quantity, BigDecimal cost, String currency)
            implements Charge {

        private Item plus(Item other) {
            return new Item(model, unit, quantity.add(other.quantity), cost.add(other.cost), currency);
        }

        private String name() {
            return String.join("\n", model, unit, currency);
        }
    }

    static Usage of(List<KeyRecord> records) {
        List<KeyRecord> keys = KeyRecord.onePerKey(records);
        List<KeyCost> costs =
                keys.stream().map(KeyRecord::cost).filter(Objects::nonNull).toList();
        Map<String, Item> items = costs.stream()
                .flatMap(cost -> cost.lines().stream())
                .map(line -> new Item(line.model(), line.unit(), line.quantity(), line.cost(), line.currency()))
                .collect(Collectors.toMap(Item::name, item -> item, Item::plus, TreeMap::new));
        Instant oldest =
                costs.stream().map(KeyCost::asOf).min(Comparator.naturalOrder()).orElse(null);
        return new Usage(List.copyOf(items.values()), oldest, keys.size() - costs.size());
    }

    /** Whether fal has reported figures, and all of them say that the keys were not used. */
    public boolean isUnused() {
        return items.isEmpty() && asOf != null;
    }

    /** The sum per currency; empty if there are no items. */
    public Map<String, BigDecimal> totals() {
        return Charge.totals(items);
    }
}
