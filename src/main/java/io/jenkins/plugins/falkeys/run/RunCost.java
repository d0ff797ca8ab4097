package io.jenkins.plugins.falkeys.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.cost.KeyCost;
import io.jenkins.plugins.falkeys.engine.record.Charge;
import io.jenkins.plugins.falkeys.view.Amounts;
import java.math.BigDecimal;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What the keys of a run have used of one model. */
@ExportedBean(defaultVisibility = 3)
@Restricted(NoExternalUse.class)
public final class RunCost implements Charge {

    private final String day;
    private final String model;
    private final String unit;
    private final String currency;
    private final BigDecimal quantity;
    private final BigDecimal cost;

    RunCost(KeyCost.Line line) {
        this(line.day().toString(), line.model(), line.unit(), line.currency(), line.quantity(), line.cost());
    }

    private RunCost(
            @CheckForNull String day,
            String model,
            String unit,
            String currency,
            BigDecimal quantity,
            BigDecimal cost) {
        this.day = day;
        this.model = model;
        this.unit = unit;
        this.currency = currency;
        this.quantity = quantity;
        this.cost = cost;
    }

    /** What lines must have in common to be added up. */
    List<String> name() {
        return List.of(model, unit, currency);
    }

    /** The sum of two lines with the same name. It has no day, unless both are of the same day. */
    RunCost plus(RunCost other) {
        String sameDay = day != null && day.equals(other.day) ? day : null;
        return new RunCost(sameDay, model, unit, currency, quantity.add(other.quantity), cost.add(other.cost));
    }

    @Override
    public String currency() {
        return currency;
    }

    @Override
    public BigDecimal cost() {
        return cost;
    }

    @Exported
    public String getModel() {
        return model;
    }

    /** What is counted; empty if fal does not say. */
    @Exported
    public String getUnit() {
        return unit;
    }

    /** The exact number of units. */
    @Exported
    public String getQuantity() {
        return quantity.toPlainString();
    }

    /** The exact amount that is charged. */
    @Exported
    public String getCost() {
        return cost.toPlainString();
    }

    /** The currency as fal names it; empty if fal does not say. */
    @Exported
    public String getCurrency() {
        return currency;
    }

    /** The quantity with its unit in the user's language. */
    public String quantityText() {
        return Amounts.quantity(quantity, unit);
    }

    /** The cost with its currency in the user's language. */
    public String costText() {
        return Amounts.text(cost, currency);
    }
}
