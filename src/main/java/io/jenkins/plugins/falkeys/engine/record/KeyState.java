package io.jenkins.plugins.falkeys.engine.record;

import java.util.EnumSet;
import java.util.Set;

/** The state of a key, and the possible transitions. */
public enum KeyState {
    /** Requested, or about to be: fal may have created it. */
    CREATING,
    /** In use. */
    ACTIVE,
    /** To be deleted, but fal has not confirmed it yet. */
    DELETING,
    /** It no longer exists. */
    DELETED,
    /** Nobody can tell: an administrator has to check. */
    UNRESOLVED;

    /** Whether the transition to another state is possible. */
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
