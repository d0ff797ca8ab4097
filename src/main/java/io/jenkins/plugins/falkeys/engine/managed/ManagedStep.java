package io.jenkins.plugins.falkeys.engine.managed;

import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Target;

/**
 * What is to be done about one managed key.
 *
 * @param entry what the configuration says; null for a key that is not listed any more
 * @param alias alias of the key
 * @param current the existing key, or the one that existed; null for none
 * @param why the reason, in a sentence
 * @param possible whether it can be done; the reason says what is in the way otherwise
 */
public record ManagedStep(
        @Nullable ManagedEntry entry,
        String alias,
        Target target,
        @Nullable KeyRecord current,
        Action action,
        String why,
        boolean possible) {

    /** What is done. */
    public enum Action {
        /** A key is minted for a new credential. */
        CREATE,
        /** A new key replaces the one in the credential. */
        ROTATE,
        /** A key is minted for a credential that is gone, and the key that it held is revoked. */
        RESTORE,
        /** The credential's description or the key's owner changes, and the key stays. */
        UPDATE,
        /** All is as it should be, or nothing can be done now. */
        NOTHING
    }

    ManagedStep with(Action newAction, String reason, @Nullable KeyRecord key) {
        return new ManagedStep(entry, alias, target, key, newAction, reason, true);
    }

    ManagedStep refused(String problem) {
        return new ManagedStep(entry, alias, target, current, action, problem, false);
    }
}
