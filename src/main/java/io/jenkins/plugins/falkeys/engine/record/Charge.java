package io.jenkins.plugins.falkeys.engine.record;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An amount that fal charges. */
public interface Charge {

    /** As fal names it; empty when fal does not. */
    String currency();

    /** The exact amount, after discounts. */
    BigDecimal cost();

    /** Sums by currency, which are never added to each other; empty when there is no charge. */
    static Map<String, BigDecimal> totals(Collection<? extends Charge> charges) {
        return charges.stream().collect(Collectors.toMap(Charge::currency, Charge::cost, BigDecimal::add, TreeMap::new));
    }
}
