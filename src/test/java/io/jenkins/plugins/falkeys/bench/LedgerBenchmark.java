package io.jenkins.plugins.falkeys.bench;

import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.ledger.FileLedger;
import io.jenkins.plugins.falkeys.ledger.SyncedFiles;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.IntConsumer;

/** Measures how long it takes to load, update and search a large ledger, and how much heap it uses. Prints a table. */
public final class LedgerBenchmark {

    private static final int WARM_UP = 10_000;
    private static final int UPDATES = 500;
    private static final int BATCHES = 21;
    private static final int BATCH = 1000;

    private final PrintStream out = System.out;
    private final Random random = new Random(1);

    public static void main(String[] arguments) throws Exception {
        LedgerBenchmark benchmark = new LedgerBenchmark();
        benchmark.row(WARM_UP);
        benchmark.out.println(
                "| records | to load | update | of owner | in state | of run | of credential | heap per record |");
        benchmark.out.println("|---|---|---|---|---|---|---|---|");
        for (int size : Sizes.of(100, 100_000, 1_000_000)) {
            benchmark.out.println(benchmark.row(size));
        }
    }

    private String row(int size) throws Exception {
        Path folder = Bench.temporaryFolder();
        try {
            ManyRecords.write(folder, size);
            FileLedger ledger = new FileLedger(folder, new SyncedFiles());
            long before = usedHeap();
            Samples load = new Samples();
            load.time(() -> ledger.load(keyRecord -> false));
            long heap = usedHeap() - before;
            return "| %,d | %.2f s | %.2f ms | %.2f µs | %.2f µs | %.2f µs | %.2f µs | %,d bytes |"
                    .formatted(
                            size,
                            load.seconds(),
                            update(ledger, size),
                            lookUp(size, number -> ledger.ofOwner(ManyRecords.owner(number))),
                            lookUp(size, number -> ledger.inState(KeyState.DELETING)),
                            lookUp(size, number -> ledger.ofRun(ManyRecords.run(number))),
                            lookUp(size, number -> ledger.ofCredential(ManyRecords.target(number))),
                            heap / size);
        } finally {
            Bench.delete(folder);
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private double update(FileLedger ledger, int size) throws Exception {
        Samples updates = new Samples();
        for (int i = 0; i < UPDATES; i++) {
            String id = ManyRecords.id(random.nextInt(size));
            String reason = "Reason " + i;
            updates.time(() -> ledger.update(id, keyRecord -> keyRecord.withError(reason)));
        }
        return updates.millis();
    }

    /** The time of one look-up, in microseconds. */
    private double lookUp(int size, IntConsumer look) throws Exception {
        Samples batches = new Samples();
        for (int i = 0; i < BATCHES; i++) {
            batches.time(() -> random.ints(BATCH, 0, size).forEach(look));
        }
        return batches.millis() * 1000 / BATCH;
    }
}
