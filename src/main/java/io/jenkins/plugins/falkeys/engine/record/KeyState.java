package io.jenkins.plugins.falkeys.engine.record;

/** What is known of a key. */
public enum KeyState {
    /** Asked for, or about to be: fal may have made it. */
    CREATING,
    /** In use. */
    ACTIVE,
    /** To be deleted; fal has not confirmed it yet. */
    DELETING,
    /** fal confirmed that it is gone. */
    DELETED,
    /** Nobody can know: an administrator has to look. */
    UNRESOLVED
}
