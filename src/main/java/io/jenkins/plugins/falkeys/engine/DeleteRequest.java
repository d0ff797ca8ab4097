package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * Which key a user wants to be deleted: one of the two IDs names it.
 *
 * @param keyId fal's ID of the key; null when the credential names it
 * @param credentialsId ID of the credential that holds the key; null when the key's ID names it
 * @param removeCredential whether the credential that holds the key goes with it
 */
public record DeleteRequest(
        Origin origin,
        @CheckForNull String keyId,
        @CheckForNull String credentialsId,
        boolean removeCredential) {}
