package io.jenkins.plugins.falkeys.controller.faults;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;
import java.util.stream.Stream;

/**
 * A row of the matrix: what goes wrong between Jenkins and fal during an operation.
 *
 * @param title as shown in the table
 * @param answer how the stub answers the calls of the operation, without their method and account; null for fal's
 *     normal answer
 * @param always whether it answers all of these calls like that, and not only the first
 * @param road the way to fal; null for the usual one
 */
public record Fault(
        String title,
        @CheckForNull String answer,
        boolean always,
        @CheckForNull Road road) {

    private static Fault on(String title, Road road) {
        return new Fault(title, null, true, road);
    }

    private static Fault always(String title, String answer) {
        return new Fault(title, answer, true, null);
    }

    private static Fault once(String title, String answer) {
        return new Fault(title, answer, false, null);
    }

    private static Fault status(int status) {
        return always("HTTP " + status, "status: " + status);
    }

    /** The rows, in groups that can be tried in parallel. */
    public static List<List<Fault>> groups() {
        Stream<List<Fault>> nothing = Stream.of(List.of(new Fault("nothing is wrong", null, true, null)));
        Stream<List<Fault>> roads = Stream.of(Road.values()).map(road -> List.of(on(road.title(), road)));
        Stream<List<Fault>> answers = Stream.of(
                List.of(
                        always("connection reset after fal read the request, before it acted", "drop: 'before'"),
                        always("connection reset after fal acted", "drop: 'after'"),
                        always("answer cut off", "answer: 'cut-off'"),
                        always("answer garbled", "answer: 'garbled'"),
                        always("answer without the secret", "answer: 'without-secret'")),
                List.of(always("answer that drips, one byte a second", "dripMillis: 1000")),
                List.of(
                        always("HTML page of something in between (HTTP 200)", "status: 200, answer: 'html'"),
                        always("HTTP 307", "status: 307, location: 'https://elsewhere.example/v1/keys'"),
                        always("HTTP 308", "status: 308, location: 'https://elsewhere.example/v1/keys'"),
                        status(400),
                        status(401),
                        status(403)),
                List.of(status(404), status(408), status(409), status(422), status(500), status(502)),
                List.of(
                        always("HTTP 503 with `Retry-After: 0`", "status: 503, retryAfter: '0'"),
                        status(504),
                        once("HTTP 429 once, without `Retry-After`", "status: 429"),
                        once("HTTP 429 once, with `Retry-After: 0`", "status: 429, retryAfter: '0'"),
                        once("HTTP 429 once, with `Retry-After: 1`", "status: 429, retryAfter: '1'"),
                        once("HTTP 429 once, with a date as `Retry-After`", "status: 429, retryAfterDate: 2")),
                List.of(
                        once("HTTP 429 once, with a past date as `Retry-After`", "status: 429, retryAfterDate: -60"),
                        once("HTTP 429 once, with nonsense as `Retry-After`", "status: 429, retryAfter: 'soon'"),
                        always("answer of 10 MB", "answer: 'huge'"),
                        always("HTTP 429 for ever, without `Retry-After`", "status: 429"),
                        always("HTTP 429 for ever, with `Retry-After: 3600`", "status: 429, retryAfter: '3600'")));
        return Stream.of(nothing, roads, answers).flatMap(groups -> groups).toList();
    }

    boolean isRateLimit() {
        return answer != null && answer.contains("429");
    }

    /** In the stub's format. If fal cannot find a key, no key is created. */
    String json(String method, String adminKeyId) {
        String acted = method.equals("DELETE") && answer.contains("404") ? ", acted: true" : "";
        return "{on: '" + method + "', account: '" + adminKeyId + "', " + answer + acted + "}";
    }
}
