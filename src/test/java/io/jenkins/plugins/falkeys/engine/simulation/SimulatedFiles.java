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
 * The files of a ledger, which survive its controller. The disk may be full for a while, or may report a failure
 * although it has written.
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
                boolean writtenAllTheSame = full && world.chance.oneIn(8);
                if (!full || writtenAllTheSame) {
                    texts.put(name, text);
                }
                if (writtenAllTheSame) {
                    doubtful.add(name);
                }
                controller.mayCrash();
                if (full) {
                    world.tell(controller.name(), "cannot write " + name);
                    throw new IOException("The disk is full");
                }
            }

            @Override
            public void delete(String name) throws IOException {
                controller.mayCrash();
                if (isFull()) {
                    throw new IOException("The disk fails");
                }
                texts.remove(name);
            }
        };
    }

    /** Whether the disk has ever kept a version of this record although it reported a failure. */
    boolean isDoubtful(String recordId) {
        return doubtful.contains(recordId + ".json");
    }

    private boolean isFull() {
        if (world.weather.strikes(world.chance, world.weather.diskFaults)) {
            world.coverage.faults++;
            fullUntil = world.scheduler.now() + (world.chance.oneIn(4) ? world.chance.between(0, 120_000) : 0);
            return true;
        }
        return !world.weather.isCalm() && world.scheduler.now() < fullUntil;
    }
}
