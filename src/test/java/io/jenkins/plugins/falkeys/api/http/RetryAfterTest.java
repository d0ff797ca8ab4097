package io.jenkins.plugins.falkeys.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "7 | 7",
                "86400 | 86400",
                "86401 | 86400",
                "99999999999999999999999 | 86400",
                "Sun, 01 Mar 2026 12:00:09 GMT | 9",
                "Sunday, 01-Mar-26 12:00:09 GMT | 9",
                "Sun Mar  1 12:00:09 2026 | 9",
                "Sun, 01 Mar 2026 11:59:00 GMT | 0",
                "Sun, 01 Mar 2099 12:00:00 GMT | 86400"
            })
    void isSecondsOrAnHttpDate(String header, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), RetryAfter.of(Headers.of("Retry-After", header), NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "1 s"})
    void anUnreadableHeaderCountsAsMissing(String header) {
        assertNull(RetryAfter.of(Headers.of("Retry-After", header), NOW));
    }

    @Test
    void withoutAHeaderThereIsNoWait() {
        assertNull(RetryAfter.of(Headers.of(), NOW));
    }

    @Test
    void aDateIsRelativeToTheServersClock() {
        Headers headers =
                Headers.of("Date", "Sun, 01 Mar 2026 13:00:00 GMT", "Retry-After", "Sun, 01 Mar 2026 13:00:05 GMT");

        assertEquals(Duration.ofSeconds(5), RetryAfter.of(headers, NOW));
    }
}
