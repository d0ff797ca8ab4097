package io.jenkins.plugins.falkeys.api.account;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Which usage to read.
 *
 * @param keyIds 1 to 50 key IDs
 * @param start beginning of the period, inclusive; truncated to milliseconds
 * @param end end of the period, exclusive; truncated to milliseconds
 */
public record UsageQuery(List<String> keyIds, Instant start, Instant end) {

    /** How many keys fal accepts in one request. */
    public static final int MAX_KEYS = 50;

    /**
     * @throws IllegalArgumentException if there are too few or too many keys, or if the period is empty
     */
    public UsageQuery {
        keyIds = List.copyOf(keyIds);
        start = start.truncatedTo(ChronoUnit.MILLIS);
        end = end.truncatedTo(ChronoUnit.MILLIS);
        if (keyIds.isEmpty() || keyIds.size() > MAX_KEYS || !start.isBefore(end)) {
            throw new IllegalArgumentException(List.of(keyIds, start, end).toString());
        }
    }
}
