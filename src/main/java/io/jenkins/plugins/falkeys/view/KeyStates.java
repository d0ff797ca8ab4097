package io.jenkins.plugins.falkeys.view;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Times;
import java.time.Instant;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The states of keys in the user's language. */
@Restricted(NoExternalUse.class)
public final class KeyStates {

    private KeyStates() {}

    public static String name(KeyState state) {
        return switch (state) {
            case CREATING -> Messages.KeyStates_creating();
            case ACTIVE -> Messages.KeyStates_active();
            case DELETING -> Messages.KeyStates_deleting();
            case DELETED -> Messages.KeyStates_deleted();
            case UNRESOLVED -> Messages.KeyStates_unresolved();
        };
    }

    /** What will happen to a key without anybody doing anything, in the user's language; empty for none. */
    public static String next(KeyRecord keyRecord) {
        return switch (keyRecord.state()) {
            case CREATING -> Messages.KeyStates_nextWhenCreating();
            case ACTIVE -> nextWhenActive(keyRecord);
            case DELETING ->
                keyRecord.notBefore() != null && keyRecord.notBefore().isAfter(Instant.now())
                        ? Messages.KeyStates_nextInGrace(Times.text(keyRecord.notBefore()))
                        : Messages.KeyStates_nextWhenDeleting(keyRecord.attempts());
            case UNRESOLVED ->
                keyRecord.keyId() == null ? Messages.KeyStates_nextWhenLost() : Messages.KeyStates_nextWhenForeign();
            case DELETED -> Messages.KeyStates_nextWhenDeleted();
        };
    }

    private static String nextWhenActive(KeyRecord active) {
        if (active.target() == null) {
            return Messages.KeyStates_nextWhenInBuild();
        }
        return active.expiresAt() == null ? "" : Messages.KeyStates_nextWhenExpiring(Times.text(active.expiresAt()));
    }
}
