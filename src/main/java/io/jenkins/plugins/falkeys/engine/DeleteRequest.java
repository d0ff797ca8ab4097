package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.Origin;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * Which key a user wants to be deleted: one of the three IDs names it.
 *
 * @param recordId ID of the key's record; null when another ID names it
 * @param keyId fal's ID of the key; null when another ID names it
 * @param credentialsId ID of the credential that holds the key; null when another ID names it
 * @param removeCredential whether the credential that holds the key goes with it
 */
public record DeleteRequest(
        Origin origin,
        @CheckForNull String recordId,
        @CheckForNull String keyId,
        @CheckForNull String credentialsId,
        boolean removeCredential) {

    /** For a build, which does not know of records. */
    public DeleteRequest(
            Origin origin, @CheckForNull String keyId, @CheckForNull String credentialsId, boolean removeCredential) {
        this(origin, null, keyId, credentialsId, removeCredential);
    }

    /** For a person who chose a record. */
    public static DeleteRequest ofRecord(Origin origin, String recordId, boolean removeCredential) {
        return new DeleteRequest(origin, recordId, null, null, removeCredential);
    }
}
