package io.jenkins.plugins.falkeys.api.http;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;

/** The {@code Retry-After} header (RFC 9110, section 10.2.3): seconds, or an HTTP date. */
final class RetryAfter {

    /** A limit, so that sums of times stay in range. The plugin never waits this long anyway. */
    private static final Duration MAX = Duration.ofDays(1);

    private static final int MAX_DIGITS = 9;

    private RetryAfter() {}

    /**
     * @param now what an HTTP date is compared with, unless the response has a {@code Date} header: clocks may differ
     * @return from zero to one day; null if there is no such header, or if it cannot be read
     */
    @CheckForNull
    static Duration of(Headers headers, Instant now) {
        String value = headers.get("Retry-After");
        if (value == null) {
            return null;
        }
        String text = value.strip();
        if (text.matches("[0-9]+")) {
            return text.length() > MAX_DIGITS ? MAX : bounded(Duration.ofSeconds(Long.parseLong(text)));
        }
        Instant end = headers.getInstant("Retry-After");
        Instant answered = headers.getInstant("Date");
        return end == null ? null : bounded(Duration.between(answered == null ? now : answered, end));
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(MAX) > 0 ? MAX : wait;
    }
}
