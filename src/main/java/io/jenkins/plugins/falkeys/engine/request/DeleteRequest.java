package io.jenkins.plugins.falkeys.engine.request;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.record.Origin;

/**
 * Which key a user wants to be deleted: one of the three IDs names it.
 *
 * @param recordId ID of the key's record; null when another ID names it
 * @param keyId fal's ID of the key; null when another ID names it
 * @param credentialsId ID of the credential that holds the key; null when another ID names it
 * @param removeCredential whether the credential that holds the key goes with it
 * @param failIfMissing whether it is an error that there is no such key
 */
public record DeleteRequest(
        Origin origin,
        @CheckForNull String recordId,
        @CheckForNull String keyId,
        @CheckForNull String credentialsId,
        boolean removeCredential,
        boolean failIfMissing) {

    /** For a build, which does not know of records. */
    public DeleteRequest(
            Origin origin,
            @CheckForNull String keyId,
            @CheckForNull String credentialsId,
            boolean removeCredential,
            boolean failIfMissing) {
        this(origin, null, keyId, credentialsId, removeCredential, failIfMissing);
    }

    /** For a person who chose a record. */
    public static DeleteRequest ofRecord(Origin origin, String recordId, boolean removeCredential) {
        return new DeleteRequest(origin, recordId, null, null, removeCredential, true);
    }
}
