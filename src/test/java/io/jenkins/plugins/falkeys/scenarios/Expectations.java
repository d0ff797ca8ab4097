package io.jenkins.plugins.falkeys.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a scenario expects. {@code *} matches any text, except in the log.
 *
 * @param description what the scenario shows
 * @param faults what goes wrong at fal, in the format of {@code FalApiStub.Fault}
 * @param limits how many requests per second fal accepts, by HTTP method
 * @param usage what fal reports about the cost of the keys; null for nothing
 * @param log what the log contains; it must never show a secret
 * @param calls the requests to fal, in order; null if only {@code mostCalls} matters
 * @param mostCalls the maximum number of requests to fal, by HTTP method; null if {@code calls} is given
 * @param credentials the credentials at the end whose keys fal accepts: descriptions by ID
 * @param ledger the records at the end, in any order: alias and state of each
 * @param liveKeys how many keys fal has at the end
 * @param realOnly whether it cannot run on the simulated leg
 * @param simOnly whether it cannot run on the real leg
 */
public record Expectations(
        String description,
        @CheckForNull Setup setup,
        @CheckForNull List<JsonNode> faults,
        @CheckForNull Map<String, Integer> limits,
        @CheckForNull Reported usage,
        String result,
        @CheckForNull Log log,
        @CheckForNull List<String> calls,
        @CheckForNull Map<String, Integer> mostCalls,
        @CheckForNull Map<String, String> credentials,
        @CheckForNull List<Entry> ledger,
        int liveKeys,
        boolean realOnly,
        boolean simOnly) {

    private static final Duration MAX_WAIT = Duration.ofSeconds(20);

    /** Everything else is empty if it is omitted. */
    public Expectations {
        setup = setup == null ? Setup.usual() : setup;
        faults = faults == null ? List.of() : faults;
        limits = limits == null ? Map.of() : limits;
        mostCalls = mostCalls == null ? Map.of() : mostCalls;
        log = log == null ? new Log(null, null, null) : log;
        credentials = credentials == null ? Map.of() : credentials;
        ledger = ledger == null ? List.of() : ledger;
        if ((calls == null) == mostCalls.isEmpty()) {
            throw new IllegalArgumentException("Either calls or mostCalls: " + description);
        }
    }

    /** What a log contains, what it contains exactly once, and what it does not contain. */
    public record Log(
            @CheckForNull List<String> contains,
            @CheckForNull List<String> once,
            @CheckForNull List<String> lacks) {

        /** What is omitted is empty. */
        public Log {
            contains = contains == null ? List.of() : contains;
            once = once == null ? List.of() : once;
            lacks = lacks == null ? List.of() : lacks;
        }
    }

    /** A record of one key. */
    public record Entry(String alias, String state) {}

    /**
     * Waits for what happens after a build, such as the deletion of its key.
     *
     * @throws AssertionError if the outcome is still not as expected in the end
     */
    public void await(Supplier<Outcome> outcome) throws InterruptedException {
        Instant end = Instant.now().plus(MAX_WAIT);
        Outcome last = outcome.get();
        while (!differences(last).isEmpty() && Instant.now().isBefore(end)) {
            Thread.sleep(50);
            last = outcome.get();
        }
        List<String> differences = differences(last);
        if (!differences.isEmpty()) {
            throw new AssertionError(description + "\n" + String.join("\n", differences) + "\n--- log\n" + last.log());
        }
    }

    private List<String> differences(Outcome outcome) {
        List<String> differences = new ArrayList<>();
        compare("result", result, outcome.result(), differences);
        compareLog(outcome, differences);
        compareCalls(outcome.fal(), differences);
        compare("ledger", lines(ledger.stream().map(Expectations::line)), lines(records(outcome)), differences);
        compareCredentials(outcome, differences);
        compare(
                "live keys",
                String.valueOf(liveKeys),
                String.valueOf(outcome.fal().keys().size()),
                differences);
        return differences;
    }

    private void compareCalls(FalApiStub fal, List<String> differences) {
        if (calls != null) {
            compare("calls", String.join("\n", calls), String.join("\n", fal.calls()), differences);
        }
        mostCalls.forEach((method, most) -> {
            if (fal.count(method) > most) {
                differences.add("Expected at most " + most + " " + method + ", but there were " + fal.count(method));
            }
        });
    }

    private void compareLog(Outcome outcome, List<String> differences) {
        log.contains().stream()
                .filter(part -> !outcome.log().contains(part))
                .forEach(part -> differences.add("The log does not contain: " + part));
        log.once().stream()
                .filter(part -> outcome.log().split(Pattern.quote(part), -1).length != 2)
                .forEach(part -> differences.add("The log does not contain exactly once: " + part));
        log.lacks().stream()
                .filter(part -> outcome.log().contains(part))
                .forEach(part -> differences.add("The log must not contain: " + part));
        if (outcome.log().contains("KeyException")) {
            differences.add("The log shows an exception in place of its message");
        }
        Leaks.find(outcome.log(), outcome.fal()).forEach(leak -> differences.add("The log shows " + leak));
    }

    private void compareCredentials(Outcome outcome, List<String> differences) {
        Map<String, String> descriptions = new TreeMap<>();
        outcome.credentials().forEach((id, stored) -> {
            descriptions.put(id, stored.description());
            if (!outcome.fal().works(stored.secret())) {
                differences.add("fal does not accept what the credential '" + id + "' holds");
            }
        });
        compare("credentials", lines(credentials), lines(descriptions), differences);
    }

    private static String lines(Map<String, String> map) {
        return lines(map.entrySet().stream().map(entry -> entry.getKey() + ": " + entry.getValue()));
    }

    private static String lines(Stream<String> lines) {
        return lines.sorted().collect(Collectors.joining("\n"));
    }

    private static String line(Entry entry) {
        return entry.state() + " " + entry.alias();
    }

    private static Stream<String> records(Outcome outcome) {
        return outcome.ledger().stream().map(Expectations::line);
    }

    private static String line(KeyRecord keyRecord) {
        return keyRecord.state() + " " + keyRecord.alias();
    }

    private static void compare(String what, String expected, String actual, List<String> differences) {
        String pattern = Pattern.quote(expected).replace("*", "\\E[^\n]*\\Q");
        if (!actual.matches(pattern)) {
            differences.add("Expected " + what + ":\n" + expected + "\nbut there is:\n" + actual);
        }
    }
}
