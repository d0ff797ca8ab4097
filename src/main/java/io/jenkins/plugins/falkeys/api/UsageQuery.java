package io.jenkins.plugins.falkeys.api;

import java.time.Instant;
import java.util.List;

/**
 * Which usage to read.
 *
 * @param keyIds 1 to 50 key IDs; {@link KeyIds#check} accepts them
 * @param start from when on, to the millisecond
 * @param end until when, exclusive
 */
public record UsageQuery(List<String> keyIds, Instant start, Instant end) {

    /** How many keys fal accepts in one request. */
    public static final int MOST_KEYS = 50;

    /**
     * @throws IllegalArgumentException when fal would refuse the query
     */
    public UsageQuery {
        keyIds = List.copyOf(keyIds);
        if (keyIds.isEmpty() || keyIds.size() > MOST_KEYS) {
            throw new IllegalArgumentException("The usage of " + keyIds.size() + " keys cannot be read in one request");
        }
        keyIds.forEach(KeyIds::check);
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("No time between " + start + " and " + end);
        }
    }
}
