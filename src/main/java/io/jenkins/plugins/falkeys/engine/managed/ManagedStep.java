package io.jenkins.plugins.falkeys.engine.managed;

import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Target;

/**
 * What has to be done about one managed key.
 *
 * @param entry the entry in the configuration; null for a key that is no longer listed
 * @param alias alias of the key
 * @param current the existing key, or the one that existed; null for none
 * @param why the reason, in a sentence
 * @param possible whether it can be done; if not, the reason says why
 */
public record ManagedStep(
        @Nullable ManagedEntry entry,
        String alias,
        Target target,
        @Nullable KeyRecord current,
        Action action,
        String why,
        boolean possible) {

    /** The kind of change. */
    public enum Action {
        /** A key is minted for a new credential. */
        CREATE,
        /** A new key replaces the one in the credential. */
        ROTATE,
        /** A key is minted for a credential that is gone, and the key that it held is revoked. */
        RESTORE,
        /** The credential's description or the key's owner changes, but not the key. */
        UPDATE,
        /** Everything is as it should be, or nothing can be done now. */
        NOTHING
    }

    ManagedStep with(Action newAction, String reason, @Nullable KeyRecord key) {
        return new ManagedStep(entry, alias, target, key, newAction, reason, true);
    }

    ManagedStep refused(String problem) {
        return new ManagedStep(entry, alias, target, current, action, problem, false);
    }
}
