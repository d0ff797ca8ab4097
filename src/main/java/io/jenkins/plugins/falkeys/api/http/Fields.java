package io.jenkins.plugins.falkeys.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Reads single fields of a response. */
public final class Fields {

    /** Far more than any price has, but few enough not to fill the memory when numbers are added or printed. */
    private static final int MAX_DIGITS = 100;

    private Fields() {}

    /** The text; null if there is none, or if it contains control characters, since no mask could cover those. */
    @CheckForNull
    public static String text(JsonNode node) {
        String text = node.isNull() ? "" : node.asText();
        return text.isBlank() || !PrintableText.isPrintable(text) ? null : text;
    }

    /** An ISO 8601 time; null if the text is not one. */
    @CheckForNull
    public static Instant instant(JsonNode node) {
        try {
            return OffsetDateTime.parse(node.asText("")).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** A number, exactly as fal wrote it; null if it is not a number, negative, or absurd, such as {@code 1e999999}. */
    @CheckForNull
    public static BigDecimal amount(JsonNode node) {
        if (!node.isNumber()) {
            return null;
        }
        BigDecimal number = node.decimalValue();
        boolean usable = number.signum() >= 0
                && number.precision() <= MAX_DIGITS
                && Math.abs((long) number.scale()) <= MAX_DIGITS;
        return usable ? number : null;
    }
}
