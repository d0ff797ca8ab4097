package io.jenkins.plugins.falkeys.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.falkeys.SavedVersions;
import io.jenkins.plugins.falkeys.engine.port.CostHistory;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ledgers that earlier versions wrote are read completely. */
class SavedLedgerTest {

    private static Stream<Path> versions() throws Exception {
        return SavedVersions.all();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void recordsAndCostsAreRead(Path version) throws Exception {
        Path folder = version.resolve("fal-keys");
        Set<String> files = new TreeSet<>();
        try (Stream<Path> found = Files.list(folder)) {
            found.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .forEach(name -> files.add(name.substring(0, name.lastIndexOf('.'))));
        }
        List<KeyRecord> read = SyncedFiles.ledger(folder).all();

        assertEquals(files, SavedRecords.byId(read).keySet());
        SavedRecords.assertRead(read);
        CostFiles costs = new CostFiles(folder.resolve("costs"), new SyncedFiles());
        assertEquals(List.of(SavedRecords.DAY), costs.days(SavedRecords.DAY, SavedRecords.DAY));
        assertEquals(new CostHistory.Day(SavedRecords.costs(), Set.of("forgotten")), costs.read(SavedRecords.DAY));
    }
}
