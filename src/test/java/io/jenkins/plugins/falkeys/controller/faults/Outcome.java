package io.jenkins.plugins.falkeys.controller.faults;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The state of a cell after its operation, without details that differ between runs.
 *
 * @param message what the user reads
 */
record Outcome(String result, String message, String posts, int keysAtFal, String store, String ledger) {

    Outcome(Cell cell) throws Exception {
        this(result(cell), message(cell), posts(cell), cell.live().size(), store(cell), ledger(cell));
    }

    private static String result(Cell cell) {
        return cell.run() == null ? "" : String.valueOf(cell.run().getResult());
    }

    /** The error, or else the last line of the log that comes from the plugin. */
    private static String message(Cell cell) throws Exception {
        if (cell.run() == null) {
            return normalized(cell.text());
        }
        List<String> lines = cell.text().lines().toList();
        return normalized(lines.stream()
                .filter(line -> line.startsWith("ERROR: "))
                .findFirst()
                .or(() -> lines.stream()
                        .filter(line -> line.contains("fal API key"))
                        .reduce((earlier, later) -> later))
                .orElse("nothing"));
    }

    private static String normalized(String text) {
        return text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "KEY-ID")
                .replaceAll("[0-9a-f]{32}", "SUFFIX")
                .replaceAll("cell\\d{4}", "team")
                .replaceAll("team-\\d+", "team")
                .replaceAll("sha256/[A-Za-z0-9+/]+=*", "sha256/HASH")
                .replaceAll("(localhost|127\\.0\\.0\\.1):\\d+", "$1:PORT")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                .replaceAll("[A-Z][a-z]{2} \\d{1,2}, \\d{4}, [\\d:]+\\h[AP]M", "TIME")
                .replaceAll(
                        "SocketException: (Connection reset|Broken pipe|.*abort[a-z ]*)",
                        "SocketException: Connection reset");
    }

    private static String posts(Cell cell) {
        long posts = cell.postsSince();
        if (posts < 2 || !cell.fault.always()) {
            return String.valueOf(posts);
        }
        return cell.fault.isRateLimit() ? "2 to 10" : "2 to 4";
    }

    private static String store(Cell cell) {
        Optional<String> stored = cell.stored();
        if (stored.isEmpty()) {
            return "none";
        }
        Optional<FalApiStub.Key> live = cell.live().stream()
                .filter(key -> key.value().equals(stored.get()))
                .findFirst();
        if (live.isEmpty()) {
            return "a key that does not work";
        }
        return cell.isPrepared(live.get()) ? "the old key" : "the new key";
    }

    private static String ledger(Cell cell) {
        String states = cell.records().stream()
                .sorted((one, other) -> one.state().compareTo(other.state()))
                .map(Outcome::state)
                .distinct()
                .collect(Collectors.joining(", "));
        return states.isEmpty() ? "no record" : states;
    }

    private static String state(KeyRecord keyRecord) {
        return isWaiting(keyRecord)
                ? "DELETING after the grace period"
                : keyRecord.state().toString();
    }

    private static boolean isWaiting(KeyRecord keyRecord) {
        return keyRecord.state() == KeyState.DELETING
                && keyRecord.notBefore() != null
                && keyRecord.notBefore().isAfter(Instant.now());
    }

    /** Whether fal has been asked, or is about to be asked, to delete the key. */
    static boolean isBeingDeleted(KeyRecord keyRecord) {
        return keyRecord.state() == KeyState.DELETING && !isWaiting(keyRecord);
    }

    /** The outcome as a row of the table. */
    String row(Operation operation) {
        String outcome = result.isEmpty() ? "" : result + ": ";
        return "| %s | %s%s | %s | %d | %s | %s |"
                .formatted(operation.title, outcome, message.replace("|", "\\|"), posts, keysAtFal, store, ledger);
    }
}
