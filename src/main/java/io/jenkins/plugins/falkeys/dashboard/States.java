package io.jenkins.plugins.falkeys.dashboard;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Times;
import java.time.Instant;

/** The states of keys in the user's language. */
final class States {

    private States() {}

    static String name(KeyState state) {
        return switch (state) {
            case CREATING -> Messages.States_creating();
            case ACTIVE -> Messages.States_active();
            case DELETING -> Messages.States_deleting();
            case DELETED -> Messages.States_deleted();
            case UNRESOLVED -> Messages.States_unresolved();
        };
    }

    /** What comes next for a key without anybody's doing; empty for nothing. */
    static String next(KeyRecord keyRecord) {
        return switch (keyRecord.state()) {
            case CREATING -> Messages.States_nextWhenCreating();
            case ACTIVE -> keyRecord.target() == null ? Messages.States_nextWhenInBuild() : "";
            case DELETING ->
                keyRecord.notBefore() != null && keyRecord.notBefore().isAfter(Instant.now())
                        ? Messages.States_nextInGrace(Times.text(keyRecord.notBefore()))
                        : Messages.States_nextWhenDeleting(keyRecord.attempts());
            case UNRESOLVED ->
                keyRecord.keyId() == null ? Messages.States_nextWhenLost() : Messages.States_nextWhenForeign();
            case DELETED -> Messages.States_nextWhenDeleted();
        };
    }
}
