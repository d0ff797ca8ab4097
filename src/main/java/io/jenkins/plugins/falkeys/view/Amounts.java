package io.jenkins.plugins.falkeys.view;

import java.math.BigDecimal;
import java.text.NumberFormat;
import org.jvnet.localizer.LocaleProvider;

/** Formats numbers for pages: in the reader's language, without rounding. */
public final class Amounts {

    private static final int USUAL_DIGITS = 2;

    private Amounts() {}

    /**
     * An amount of money.
     *
     * @param currency as fal names it; empty if it is not known
     */
    public static String text(BigDecimal amount, String currency) {
        return (number(amount, USUAL_DIGITS) + " " + currency).strip();
    }

    /**
     * A quantity.
     *
     * @param unit as fal names it; empty if it is not known
     */
    public static String quantity(BigDecimal quantity, String unit) {
        return (number(quantity, 0) + " " + unit).strip();
    }

    private static String number(BigDecimal number, int fewestDigits) {
        NumberFormat format = NumberFormat.getNumberInstance(LocaleProvider.getLocale());
        format.setMinimumFractionDigits(fewestDigits);
        format.setMaximumFractionDigits(Math.max(number.scale(), fewestDigits));
        return format.format(number);
    }
}
