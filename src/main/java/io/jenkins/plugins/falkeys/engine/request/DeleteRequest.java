package io.jenkins.plugins.falkeys.engine.request;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.record.Origin;

/**
 * A user's request to delete a key, which exactly one of the three IDs identifies.
 *
 * @param recordId ID of the key's record; null if another ID is given
 * @param keyId fal's ID of the key; null if another ID is given
 * @param credentialsId ID of the credential that holds the key; null if another ID is given
 * @param removeCredential whether to remove the credential as well
 * @param failIfMissing whether to fail if there is no such key
 */
public record DeleteRequest(
        Origin origin,
        @CheckForNull String recordId,
        @CheckForNull String keyId,
        @CheckForNull String credentialsId,
        boolean removeCredential,
        boolean failIfMissing) {

    /** For a build, which does not know record IDs. */
    public DeleteRequest(
            Origin origin,
            @CheckForNull String keyId,
            @CheckForNull String credentialsId,
            boolean removeCredential,
            boolean failIfMissing) {
        this(origin, null, keyId, credentialsId, removeCredential, failIfMissing);
    }

    /** For a person who selected a record. */
    public static DeleteRequest ofRecord(Origin origin, String recordId, boolean removeCredential) {
        return new DeleteRequest(origin, recordId, null, null, removeCredential, true);
    }
}
