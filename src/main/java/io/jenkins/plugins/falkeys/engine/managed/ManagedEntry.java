package io.jenkins.plugins.falkeys.engine.managed;

import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.falkeys.engine.mint.CredentialIds;
import io.jenkins.plugins.falkeys.engine.record.Target;

/**
 * A key that the configuration says must exist.
 *
 * @param place whose list the entry is in: full name of a folder; empty for the controller
 * @param alias the key's alias, not checked yet
 * @param credentialsId ID of the credential; null for one derived from the alias
 * @param description the credential's description; null to leave it as it is
 * @param store full name of the folder whose store has the credential; empty for the root store
 * @param rotateAfterDays how old the key may get, in days; 0 for any age
 * @param graceMinutes how long an old key stays alive when it is rotated, in minutes
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
     * The credential that the key belongs into.
     *
     * @param prefix what the IDs of credentials must begin with
     */
    public Target target(String prefix) {
        return new Target(store, credentialsId == null ? CredentialIds.derive(alias, prefix) : credentialsId);
    }

    /** Whether the list may name credentials of that store: a folder's list those of the folder itself alone. */
    boolean isOfItsPlace() {
        return place.isEmpty() || store.equals(place);
    }
}
