package io.jenkins.plugins.falkeys.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.engine.cost.KeyCost;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.CostLimit;
import io.jenkins.plugins.falkeys.engine.record.JobCost;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord.Candidate;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord.Replacement;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The records of the saved controllers, at least one for each state, and the costs of keys whose records were
 * forgotten.
 */
public final class SavedRecords {

    /** The day whose costs are in a file. */
    public static final LocalDate DAY = LocalDate.of(2026, 11, 27);

    private static final Instant NOW = Instant.parse("2026-11-28T10:11:12.131415Z");

    /** Far enough in the future that a sweep has nothing to do. */
    private static final Instant LATER = Instant.parse("2099-01-01T00:00:00Z");

    private static final Owner PROJECT = new Owner("6e0c4d3e-98f1-4f43-9d75-5f2d8f8c4f70", "team/gone");
    private static final Owner FORGOTTEN = new Owner("another-id", "team/forgotten");
    private static final Origin BUILD = new Origin("team/gone#7", 1_795_860_000_000L, "12", "team/gone");
    private static final Origin PERSON = new Origin("", 1_795_860_000_001L, "a-request", "", "alice");
    private static final AdminReference ADMIN =
            new AdminReference("fal-admin", "", "0ad31111-2222-4333-8444-555555555555");
    private static final AdminReference TEAM_ADMIN =
            new AdminReference("fal-team", "team", "0ad31111-2222-4333-8444-555555555555");

    private static final KeyCost COST = new KeyCost(
            NOW,
            List.of(
                    line("fal-ai/flux/dev", "image", "USD", "3", "0.0750000000000000000001"),
                    line("fal-ai/veo", "", "", "1.5", "6.00")));

    private SavedRecords() {}

    private static KeyCost.Line line(String model, String unit, String currency, String quantity, String cost) {
        return new KeyCost.Line(DAY, model, unit, currency, new BigDecimal(quantity), new BigDecimal(cost));
    }

    private static Map<String, KeyRecord> all() {
        return byId(List.of(
                requested("creating").sent(NOW).searchFailed("fal answered 503", NOW),
                stored("active").expiringAfter(90).costing(COST),
                adopted(),
                managed(),
                stored("retired")
                        .in(KeyState.DELETING, NOW)
                        .failed("fal answered 500", NOW)
                        .retiredAt(LATER)
                        .endedBy(PERSON),
                overspent(),
                stored("deleted").in(KeyState.DELETED, NOW),
                stored("settled").settled("An administrator says so: Schlüssel 🔑", NOW),
                requested("unresolved")
                        .sent(NOW)
                        .searched(List.of(new Candidate("one-id", NOW), new Candidate("other-id", null)), NOW)
                        .in(KeyState.UNRESOLVED, NOW)));
    }

    /** Records by ID. */
    static Map<String, KeyRecord> byId(List<KeyRecord> records) {
        return records.stream().collect(Collectors.toMap(KeyRecord::id, Function.identity()));
    }

    /** Compares a ledger with those of these records that the version that wrote it could contain. */
    public static void assertRead(List<KeyRecord> records) {
        Map<String, KeyRecord> read = byId(records);
        Map<String, KeyRecord> saved = new HashMap<>(all());
        saved.keySet().retainAll(read.keySet());
        read.keySet().retainAll(saved.keySet());
        assertFalse(saved.isEmpty());
        assertEquals(saved, read);
    }

    private static KeyRecord requested(String id) {
        Replacement replaces = new Replacement("active", 60);
        Target target = new Target("team", "fal-" + id);
        return KeyRecord.requested(id, BUILD, PROJECT, "Key " + id, false, target, replaces, ADMIN, "team", NOW);
    }

    private static KeyRecord stored(String id) {
        return requested(id).sent(NOW).answered(id + "-id", NOW).in(KeyState.ACTIVE, NOW);
    }

    private static KeyRecord adopted() {
        KeyInfo key = new KeyInfo("adopted-id", "Key adopted", "API", NOW);
        return KeyRecord.found("adopted", PERSON, null, null, ADMIN, null, key, KeyState.ACTIVE, NOW);
    }

    private static KeyRecord managed() {
        Origin list = Origin.ofList("team", "another-request", NOW);
        Owner owner = Owner.ofList("a-folder", "team");
        Target target = new Target("team", "fal-managed");
        return KeyRecord.requested("managed", list, owner, "Key managed", false, target, null, TEAM_ADMIN, "team", NOW)
                .sent(NOW)
                .answered("managed-id", NOW)
                .in(KeyState.ACTIVE, NOW);
    }

    private static KeyRecord overspent() {
        return KeyRecord.requested("overspent", BUILD, PROJECT, "gone #7", true, null, null, ADMIN, "team", NOW)
                .limitedTo(new BigDecimal("5.00"))
                .sent(NOW)
                .answered("overspent-id", NOW)
                .in(KeyState.ACTIVE, NOW)
                .costing(COST)
                .reaching(new CostLimit.Reached(new BigDecimal("6.00"), "", NOW))
                .in(KeyState.DELETING, NOW);
    }

    /** The costs of a key on {@link #DAY} whose record was forgotten. */
    public static List<JobCost> costs() {
        return List.of(
                cost("fal-ai/flux/dev", "image", "USD", "3", "0.0750000000000000000001"),
                cost("fal-ai/veo", "", "", "1.5", "6.00"));
    }

    private static JobCost cost(String model, String unit, String currency, String quantity, String cost) {
        BigDecimal units = new BigDecimal(quantity);
        return new JobCost(DAY, "team", FORGOTTEN.name(), false, model, unit, currency, units, new BigDecimal(cost));
    }

    /**
     * Adds the records and costs to a ledger.
     *
     * @param folder of the ledger
     */
    public static void write(Path folder) throws IOException {
        FileLedger ledger = SyncedFiles.ledger(folder);
        for (KeyRecord keyRecord : all().values()) {
            ledger.add(keyRecord);
        }
        Path costs = Files.createDirectories(folder.resolve("costs"));
        KeyRecord forgotten = stored("forgotten").ownedBy(FORGOTTEN).costing(COST);
        new CostFiles(costs, new SyncedFiles()).add(List.of(forgotten), id -> true);
    }
}
