package io.jenkins.plugins.falkeys.controller.faults;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;
import java.util.stream.Stream;

/**
 * A row of the matrix: what goes wrong between Jenkins and fal during an operation.
 *
 * @param title as shown in the table
 * @param response how the stub responds to the operation's calls, without their method and account; null for fal's
 *     normal response
 * @param always whether that applies to all of these calls, and not only to the first
 * @param networkFault the fault on the way to fal; null for none
 */
public record Fault(
        String title,
        @CheckForNull String response,
        boolean always,
        @CheckForNull NetworkFault networkFault) {

    private static Fault on(String title, NetworkFault networkFault) {
        return new Fault(title, null, true, networkFault);
    }

    private static Fault always(String title, String response) {
        return new Fault(title, response, true, null);
    }

    private static Fault once(String title, String response) {
        return new Fault(title, response, false, null);
    }

    private static Fault status(int status) {
        return always("HTTP " + status, "status: " + status);
    }

    /** The rows, in groups that can run in parallel. */
    public static List<List<Fault>> groups() {
        Stream<List<Fault>> none = Stream.of(List.of(new Fault("no fault", null, true, null)));
        Stream<List<Fault>> networkFaults =
                Stream.of(NetworkFault.values()).map(networkFault -> List.of(on(networkFault.title(), networkFault)));
        Stream<List<Fault>> responses = Stream.of(
                List.of(
                        always("connection reset after fal read the request, but before it acted", "drop: 'before'"),
                        always("connection reset after fal acted", "drop: 'after'"),
                        always("truncated response", "response: 'cut-off'"),
                        always("garbled response", "response: 'garbled'"),
                        always("response without the secret", "response: 'without-secret'")),
                List.of(always("response that trickles in at one byte per second", "dripMillis: 1000")),
                List.of(
                        always(
                                "HTML page from a proxy instead of fal's response (HTTP 200)",
                                "status: 200, response: 'html'"),
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
                        once("HTTP 429 once, with a date in `Retry-After`", "status: 429, retryAfterDate: 2")),
                List.of(
                        once("HTTP 429 once, with a past date in `Retry-After`", "status: 429, retryAfterDate: -60"),
                        once("HTTP 429 once, with an invalid `Retry-After`", "status: 429, retryAfter: 'soon'"),
                        always("response of 10 MB", "response: 'huge'"),
                        always("HTTP 429 every time, without `Retry-After`", "status: 429"),
                        always("HTTP 429 every time, with `Retry-After: 3600`", "status: 429, retryAfter: '3600'")));
        return Stream.of(none, networkFaults, responses)
                .flatMap(groups -> groups)
                .toList();
    }

    boolean isRateLimit() {
        return response != null && response.contains("429");
    }

    /** In the stub's format. If fal cannot find a key, no key is created. */
    String json(String method, String adminKeyId) {
        String acted = method.equals("DELETE") && response.contains("404") ? ", acted: true" : "";
        return "{on: '" + method + "', account: '" + adminKeyId + "', " + response + acted + "}";
    }
}
