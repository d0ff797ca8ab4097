package io.jenkins.plugins.falkeys.engine.simulation;

import io.jenkins.plugins.falkeys.ledger.RecordFiles;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The files of a ledger, which survive a crash. The disk may be full for a while, or report a failure although it has
 * written the file.
 */
final class SimulatedFiles {

    private final Map<String, String> texts = new TreeMap<>();
    private final Set<String> doubtful = new HashSet<>();
    private final World world;
    private long fullUntil;

    SimulatedFiles(World world) {
        this.world = world;
    }

    SimulatedFiles copy() {
        SimulatedFiles copy = new SimulatedFiles(world);
        copy.texts.putAll(texts);
        return copy;
    }

    /** The files as one controller sees them: it may crash before and after each change. */
    RecordFiles of(Controller controller) {
        return new RecordFiles() {
            @Override
            public void list(Consumer<String> name) {
                List.copyOf(texts.keySet()).forEach(name);
            }

            @Override
            public String read(String name) {
                return texts.get(name);
            }

            @Override
            public void write(String name, String text) throws IOException {
                controller.mayCrash();
                boolean full = isFull();
                boolean writtenAnyway = full && world.random.oneIn(8);
                if (!full || writtenAnyway) {
                    texts.put(name, text);
                }
                if (writtenAnyway) {
                    doubtful.add(name);
                }
                controller.mayCrash();
                if (full) {
                    world.log(controller.name(), "cannot write " + name);
                    throw new IOException("The disk is full");
                }
            }

            @Override
            public void delete(String name) throws IOException {
                controller.mayCrash();
                if (isFull()) {
                    throw new IOException("The disk has failed");
                }
                texts.remove(name);
            }
        };
    }

    /** Whether the disk ever wrote a version of this record although it reported a failure. */
    boolean isDoubtful(String recordId) {
        return doubtful.contains(recordId + ".json");
    }

    private boolean isFull() {
        if (world.faultRates.occurs(world.random, world.faultRates.diskFaults)) {
            world.coverage.faults++;
            fullUntil = world.scheduler.now() + (world.random.oneIn(4) ? world.random.between(0, 120_000) : 0);
            return true;
        }
        return !world.faultRates.areOff() && world.scheduler.now() < fullUntil;
    }
}
