package io.jenkins.plugins.falkeys.engine.record;

import java.util.EnumSet;
import java.util.Set;

/** What is known of a key, and what may become of that. */
public enum KeyState {
    /** Asked for, or about to be: fal may have made it. */
    CREATING,
    /** In use. */
    ACTIVE,
    /** To be deleted; fal has not confirmed it yet. */
    DELETING,
    /** It no longer exists. */
    DELETED,
    /** Nobody can know: an administrator has to look. */
    UNRESOLVED;

    /** Whether a record in this state may be written in that one. */
    public boolean mayBecome(KeyState next) {
        return next == this || successors().contains(next);
    }

    private Set<KeyState> successors() {
        return switch (this) {
            case CREATING -> EnumSet.of(ACTIVE, DELETING, DELETED, UNRESOLVED);
            case ACTIVE -> EnumSet.of(DELETING, DELETED);
            case DELETING -> EnumSet.of(DELETED, UNRESOLVED);
            case UNRESOLVED -> EnumSet.of(DELETING, DELETED);
            case DELETED -> EnumSet.noneOf(KeyState.class);
        };
    }
}
