package io.jenkins.plugins.falkeys.controller.faults;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import hudson.model.Result;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.engine.Comparison;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Runs the cells of the matrix, and checks what must be true of each of them. */
public final class Matrix {

    private static final int SETTLING_SECONDS = 3;
    private static final int RECOVERY_SECONDS = 120;

    /** The wait budget, the longest call, and what a busy machine adds to a build. */
    private static final long MAX_MILLIS = 40_000;

    private static final String STACK_TRACE = "\tat ";

    private final FalApiStub fal;
    private final Certificates certificates;
    private final Runnable trust;
    private final List<KeyService> engines = new ArrayList<>();
    private final StringBuilder table = new StringBuilder();
    private int cells;

    /**
     * @param trust makes the controller's HTTP client trust the authority; a change of the proxy resets that
     */
    public Matrix(FalApiStub fal, Certificates certificates, Runnable trust) {
        this.fal = fal;
        this.certificates = certificates;
        this.trust = trust;
    }

    /** Runs a group of faults with a fresh engine. */
    public void run(List<Fault> faults) throws Exception {
        KeyService keys = FalKeys.get().keys();
        engines.add(keys);
        List<Cell> group = new ArrayList<>();
        for (Fault fault : faults) {
            for (Operation operation : Operation.values()) {
                group.add(new Cell(fault, operation, cells++, fal));
            }
        }
        NetworkFault networkFault = faults.get(0).networkFault();
        if (networkFault == null) {
            run(group, fal.url(), fal.url(), () -> {});
        } else {
            try (NetworkFault.Route route =
                    networkFault.open(URI.create(fal.url()).getPort(), certificates)) {
                run(
                        group,
                        route.trigger() == null ? fal.url() : route.apiUrl(),
                        route.apiUrl(),
                        route.trigger() == null ? () -> {} : route.trigger());
            }
        }
        fal.clearFaults();
        FalKeysConfiguration.get().setApiUrl(fal.url());
    }

    private void run(List<Cell> group, String urlBefore, String urlAfter, Runnable trigger) throws Exception {
        FalKeysConfiguration.get().setApiUrl(urlBefore);
        for (Cell cell : group) {
            cell.prepare();
        }
        for (Cell cell : group) {
            cell.awaitPreparation();
        }
        FalKeysConfiguration.get().setApiUrl(urlAfter);
        trust.run();
        trigger.run();
        CompletableFuture<List<Comparison>> comparison =
                FalKeys.get().keys().administration().compare(Origin.ofPerson("admin", Instant.now()));
        for (Cell cell : group) {
            cell.start(comparison);
        }
        for (Cell cell : group) {
            cell.awaitEnd();
        }
        await(() -> group.stream().noneMatch(Cell::isDeleting), SETTLING_SECONDS);
        write(group);
    }

    private void write(List<Cell> group) throws Exception {
        Fault last = null;
        for (Cell cell : group) {
            if (cell.fault != last) {
                last = cell.fault;
                table.append("\n### ").append(last.title()).append("\n\n");
                table.append("| operation | what the user reads | POSTs | keys at fal | store | ledger |\n");
                table.append("|---|---|---|---|---|---|\n");
            }
            table.append(cell.outcome().row(cell.operation)).append('\n');
            check(cell);
        }
    }

    /** Nothing is lost, duplicated, stuck or leaked. */
    private void check(Cell cell) throws Exception {
        String text = cell.text();
        assertThat(cell.toString(), text, not(containsString(STACK_TRACE)));
        checkSecrets(cell.toString(), text);
        List<KeyRecord> records = cell.records();
        for (FalApiStub.Key key : cell.live()) {
            assertThat(
                    cell + " lost " + key.alias() + " " + records,
                    isKnown(key, records) || cell.stored().equals(Optional.of(key.value())),
                    is(true));
        }
        assertThat(
                cell + " created a duplicate key",
                cell.live().stream().filter(key -> !cell.isPrepared(key)).count(),
                lessThanOrEqualTo(1L));
        if (cell.operation != Operation.BLOCK) {
            assertThat(cell + " created more than one key", cell.created(), lessThanOrEqualTo(1L));
        }
        assertThat(
                cell + " left a request open",
                records.stream()
                        .filter(keyRecord -> keyRecord.state() == KeyState.CREATING)
                        .toList(),
                empty());
        if (cell.run() != null && cell.operation != Operation.BLOCK_END) {
            assertThat(cell + " was stuck", cell.run().getDuration(), lessThan(MAX_MILLIS));
        }
        if (cell.operation == Operation.BLOCK_END) {
            assertThat(cell + " failed a successful build", cell.run().getResult(), is(Result.SUCCESS));
        }
    }

    /** No text may contain a secret, neither of a key that fal ever created nor of an admin key. */
    public void checkSecrets(String where, String text) {
        assertThat(where, text, not(containsString("ad31ad31")));
        for (FalApiStub.Key key : fal.created()) {
            if (text.contains(key.value().substring(key.id().length() + 1))) {
                throw new AssertionError(where + " has the secret of " + key.id());
            }
        }
    }

    private static boolean isKnown(FalApiStub.Key key, List<KeyRecord> records) {
        return records.stream()
                .filter(keyRecord -> keyRecord.state() != KeyState.DELETED)
                .anyMatch(keyRecord -> key.id().equals(keyRecord.keyId())
                        || keyRecord.mayStandFor(key.id())
                        || keyRecord.state() == KeyState.UNRESOLVED
                                && keyRecord.keyId() == null
                                && keyRecord.alias().equals(key.alias()));
    }

    /** Once fal works again, every pending deletion succeeds. */
    public void recover() throws Exception {
        Supplier<List<KeyRecord>> left = () -> engines.stream()
                .flatMap(keys -> keys.records().all().stream())
                .filter(Outcome::isBeingDeleted)
                .toList();
        for (int second = 0; second < RECOVERY_SECONDS && !left.get().isEmpty(); second++) {
            for (KeyService keys : engines) {
                keys.upkeep().sweep().get();
            }
            Thread.sleep(1000);
        }
        assertThat(left.get(), empty());
    }

    /** The table, in Markdown. */
    public String table() {
        return table.toString();
    }

    static void await(BooleanSupplier done, int seconds) throws InterruptedException {
        for (int i = 0; i < seconds * 20 && !done.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
    }
}
