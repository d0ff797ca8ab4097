package io.jenkins.plugins.falkeys.engine.revoke;

import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps a key alive for a while after a rotation has replaced it, because builds may still be using it. */
final class GracePeriod {

    private static final Logger LOGGER = Logger.getLogger(GracePeriod.class.getName());

    private final Ports ports;
    private final UnrecordedEnds unrecorded;
    private final Consumer<KeyRecord> delete;

    /**
     * @param delete deletes a key if its grace period is over
     */
    GracePeriod(Ports ports, UnrecordedEnds unrecorded, Consumer<KeyRecord> delete) {
        this.ports = ports;
        this.unrecorded = unrecorded;
        this.delete = delete;
    }

    /**
     * Starts the grace period of the key that this one replaced, if it has not started yet. If it cannot be recorded
     * now, the new key is not affected.
     */
    void startAfter(KeyRecord replacement) {
        if (replacement.replaces() == null) {
            return;
        }
        Instant end = ports.now().plus(replacement.replaces().grace());
        UnaryOperator<KeyRecord> retire =
                old -> old.state() == KeyState.ACTIVE ? old.retiredAt(end).in(KeyState.DELETING, ports.now()) : old;
        String recordId = replacement.replaces().recordId();
        try {
            ports.ledger()
                    .update(recordId, retire)
                    .filter(old -> old.state() == KeyState.DELETING)
                    .ifPresent(delete);
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING, e, () -> "Could not record that key " + replacement.keyId() + " replaces another");
            ports.ledger().get(recordId).ifPresent(old -> unrecorded.add(retire.apply(old), retire));
        }
    }
}
