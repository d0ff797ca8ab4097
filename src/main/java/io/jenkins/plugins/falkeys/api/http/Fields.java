package io.jenkins.plugins.falkeys.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Reads single fields of an answer. */
public final class Fields {

    /** Far beyond any price, and short of what would fill the memory when it is added to or printed. */
    private static final int MOST_DIGITS = 100;

    private Fields() {}

    /** Text that can be used; null when there is none, or it has control characters, which no mask could cover. */
    @CheckForNull
    public static String text(JsonNode node) {
        String text = node.isNull() ? "" : node.asText();
        return text.isBlank() || !PlainText.isPlain(text) ? null : text;
    }

    /** A time in ISO 8601; null when it is none. */
    @CheckForNull
    public static Instant instant(JsonNode node) {
        try {
            return OffsetDateTime.parse(node.asText("")).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** A number, exactly as fal wrote it; null when it is none, negative, or absurd, such as {@code 1e999999}. */
    @CheckForNull
    public static BigDecimal amount(JsonNode node) {
        if (!node.isNumber()) {
            return null;
        }
        BigDecimal number = node.decimalValue();
        boolean usable = number.signum() >= 0
                && number.precision() <= MOST_DIGITS
                && Math.abs((long) number.scale()) <= MOST_DIGITS;
        return usable ? number : null;
    }
}
