package io.jenkins.plugins.falkeys.engine.record;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An amount that fal charges. */
public interface Charge {

    /** The currency as fal names it; empty if fal does not say. */
    String currency();

    /** The exact amount, after discounts. */
    BigDecimal cost();

    /** The sum per currency; empty if there are no charges. */
    static Map<String, BigDecimal> totals(Collection<? extends Charge> charges) {
        return charges.stream()
                .collect(Collectors.toMap(Charge::currency, Charge::cost, BigDecimal::add, TreeMap::new));
    }
}
