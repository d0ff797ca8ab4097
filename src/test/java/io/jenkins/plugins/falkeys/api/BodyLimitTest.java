package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.jenkins.plugins.falkeys.api.FalException.Outcome;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a response takes neither too much memory nor too much time. */
class BodyLimitTest extends StubbedTest {

    private static final long MB = 1024 * 1024;

    @ParameterizedTest
    @ValueSource(strings = {"huge", "gzip-bomb"})
    void aLongBodyIsNotReadBeyondTheLimit(String answer) {
        fal.next("{on: 'GET', response: '" + answer + "'}");
        fails(() -> api(client).page(ADMIN, "warm-up", 0));
        fal.clearFaults();
        fal.next("{on: 'GET', response: '" + answer + "'}");

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        FalException e = fails(() -> api.page(ADMIN, null, 0));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertTrue(e.tooLong());
        assertThat(e.getMessage(), containsString("longer than 1 MB"));
        assertThat(allocated, allOf(greaterThan(MB), lessThan(6 * MB)));
    }

    @ParameterizedTest
    @CsvSource({"201, UNKNOWN", "500, UNKNOWN", "403, REFUSED"})
    void aSlowResponseEndsWhenTheCallTimesOut(int status, Outcome outcome) {
        FalApi hasty =
                api(client.newBuilder().callTimeout(Duration.ofMillis(1500)).build());
        fal.next("{on: 'POST', status: " + status + ", dripMillis: 100}");

        long start = System.nanoTime();
        FalException e = fails(() -> hasty.create(ADMIN, "x"));
        Duration taken = Duration.ofNanos(System.nanoTime() - start);

        assertEquals(outcome, e.outcome());
        assertEquals(status == 201 ? 0 : status, e.status());
        assertThat(taken, allOf(greaterThan(Duration.ofMillis(1400)), lessThan(Duration.ofSeconds(8))));
    }

    @Test
    void aSlowResponseWithinTheTimeoutIsRead() throws FalException {
        fal.next("{on: 'GET', dripMillis: 2}");

        assertEquals(0, api.page(ADMIN, null, 0).keys().size());
    }
}
