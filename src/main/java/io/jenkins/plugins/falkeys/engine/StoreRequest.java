package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * Where a user wants a key to be stored.
 *
 * @param credentialsId ID of the new credential; null for one derived from the alias
 * @param folder full name of the folder to store in; null for the nearest one above the job
 * @param description the credential's description; null for one that names the key
 * @param ifExists what to do when the credential is there already
 */
public record StoreRequest(
        @CheckForNull String credentialsId,
        @CheckForNull String folder,
        @CheckForNull String description,
        IfExists ifExists) {}
