package io.jenkins.plugins.falkeys.bench;

import io.jenkins.plugins.falkeys.engine.cost.KeyCost;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.ledger.FileLedger;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The records of a busy controller: ten keys per job, a thousand per folder, nearly all of them deleted, each with its
 * costs. A sweep has nothing to do for them.
 */
public final class ManyRecords {

    /** The number of keys that are being deleted, regardless of the number of records. */
    public static final int DELETING = 10;

    private static final int RECORDS_PER_LIVE_KEY = 100;
    private static final int KEYS_PER_JOB = 10;
    private static final int KEYS_PER_FOLDER = 1000;
    private static final AdminReference ADMIN = new AdminReference("fal-admin", "", "admin-key-id");

    /** Long enough ago for the costs to be final, but not for the records to be dropped. */
    private static final Instant TIME = Instant.now().minus(Duration.ofDays(2));

    private ManyRecords() {}

    /** Writes this many records into a ledger's folder. */
    public static void write(Path folder, int count) throws IOException {
        Files.createDirectories(folder);
        FileLedger ledger = new FileLedger(folder, (file, text) -> Files.writeString(file, text));
        for (int i = 0; i < count; i++) {
            ledger.add(get(i));
        }
    }

    static KeyRecord get(int number) {
        Instant made = TIME.minusMillis(number);
        KeyRecord active = KeyRecord.requested(
                        id(number),
                        new Origin(run(number), made.toEpochMilli(), "3", job(number)),
                        new Owner(owner(number), job(number)),
                        "Key " + number,
                        false,
                        target(number),
                        null,
                        ADMIN,
                        "team",
                        made)
                .sent(made)
                .answered("key-" + number, made)
                .in(KeyState.ACTIVE, made)
                .costing(cost(made));
        if (number < DELETING) {
            return active.in(KeyState.DELETING, made).keptUntil(TIME.plus(Duration.ofDays(1000)));
        }
        return number % RECORDS_PER_LIVE_KEY == 0 ? active : active.in(KeyState.DELETED, made);
    }

    private static KeyCost cost(Instant made) {
        LocalDate day = made.atZone(ZoneOffset.UTC).toLocalDate();
        return new KeyCost(
                made,
                List.of(new KeyCost.Line(
                        day, "fal-ai/flux/dev", "image", "USD", new BigDecimal("3"), new BigDecimal("0.075"))));
    }

    static String id(int number) {
        return "00000000-0000-4000-8000-%012d".formatted(number);
    }

    static String run(int number) {
        return job(number) + "#" + number;
    }

    static String owner(int number) {
        return "00000000-0000-4000-9000-%012d".formatted(number / KEYS_PER_JOB);
    }

    static Target target(int number) {
        return new Target(folder(number), "fal-key-" + number);
    }

    private static String job(int number) {
        return folder(number) + "/job-" + number / KEYS_PER_JOB;
    }

    private static String folder(int number) {
        return "folder-" + number / KEYS_PER_FOLDER;
    }
}
