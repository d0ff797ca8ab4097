package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * What a user wants to be rotated.
 *
 * @param credentialsId ID of the credential whose key is replaced
 * @param alias the new key's alias; null for that of the old key
 * @param graceMinutes how long the old key stays alive, in minutes
 * @param adminCredentialsId ID of the admin key's credential for the new key; null for the configured one
 */
public record RotateRequest(
        Origin origin,
        String credentialsId,
        @CheckForNull String alias,
        int graceMinutes,
        @CheckForNull String adminCredentialsId) {

    /** How long an old key stays alive unless the user says otherwise, in minutes: most builds are over by then. */
    public static final int DEFAULT_GRACE_MINUTES = 60;
}
