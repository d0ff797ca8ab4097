package io.jenkins.plugins.falkeys.engine.managed;

import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.falkeys.engine.mint.CredentialIds;
import io.jenkins.plugins.falkeys.engine.record.Target;

/**
 * An entry in a list of managed keys.
 *
 * @param place which list the entry is in: full name of a folder; empty for the controller
 * @param alias the key's alias, not validated yet
 * @param credentialsId ID of the credential; null to derive it from the alias
 * @param description the credential's description; null to leave it as it is
 * @param store full name of the folder whose store has the credential; empty for the root store
 * @param rotateAfterDays after how many days the key is rotated; 0 for never
 * @param graceMinutes how long an old key stays alive after a rotation, in minutes
 * @param adminCredentialsId ID of the admin key's credential; null for the configured one
 */
public record ManagedEntry(
        String place,
        String alias,
        @Nullable String credentialsId,
        @Nullable String description,
        String store,
        int rotateAfterDays,
        int graceMinutes,
        @Nullable String adminCredentialsId) {

    /**
     * The credential that should hold the key.
     *
     * @param prefix the required prefix of credential IDs
     */
    public Target target(String prefix) {
        return new Target(store, credentialsId == null ? CredentialIds.derive(alias, prefix) : credentialsId);
    }

    /**
     * Whether the list may name credentials in that store. A folder's list may only name those of the folder itself.
     */
    boolean mayUseStore() {
        return place.isEmpty() || store.equals(place);
    }
}
