package io.jenkins.plugins.falkeys.api.account;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Which usage to read.
 *
 * @param keyIds 1 to 50 key IDs
 * @param start from when on; what is finer than a millisecond is cut off
 * @param end until when, exclusive; what is finer than a millisecond is cut off
 */
public record UsageQuery(List<String> keyIds, Instant start, Instant end) {

    /** How many keys fal accepts in one request. */
    public static final int MOST_KEYS = 50;

    /**
     * @throws IllegalArgumentException when there are too few or too many keys, or no time between start and end
     */
    public UsageQuery {
        keyIds = List.copyOf(keyIds);
        start = start.truncatedTo(ChronoUnit.MILLIS);
        end = end.truncatedTo(ChronoUnit.MILLIS);
        if (keyIds.isEmpty() || keyIds.size() > MOST_KEYS || !start.isBefore(end)) {
            throw new IllegalArgumentException(List.of(keyIds, start, end).toString());
        }
    }
}
