package io.jenkins.plugins.falkeys.engine.request;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;

/**
 * What a user wants to be rotated.
 *
 * @param store full name of the folder whose store has the credential, empty for the root store; null for any store
 * @param credentialsId ID of the credential whose key is replaced
 * @param alias the new key's alias; null for that of the old key
 * @param graceMinutes how long the old key stays alive, in minutes
 * @param adminCredentialsId ID of the admin key's credential for the new key; null for the configured one
 */
public record RotateRequest(
        Origin origin,
        @CheckForNull String store,
        String credentialsId,
        @CheckForNull String alias,
        int graceMinutes,
        @CheckForNull String adminCredentialsId) {

    /** How long an old key stays alive unless the user says otherwise, in minutes: most builds are over by then. */
    public static final int DEFAULT_GRACE_MINUTES = 60;

    /** For a build, which names its credentials by their ID alone. */
    public RotateRequest(
            Origin origin,
            String credentialsId,
            @CheckForNull String alias,
            int graceMinutes,
            @CheckForNull String adminCredentialsId) {
        this(origin, null, credentialsId, alias, graceMinutes, adminCredentialsId);
    }

    /** The request for a key that belongs to a job. */
    public RotateRequest onBehalfOf(String job) {
        return new RotateRequest(origin.onBehalfOf(job), store, credentialsId, alias, graceMinutes, adminCredentialsId);
    }

    /** The old key's admin key for a person who chose none, who may use them all; null for whom the choice is left to. */
    @CheckForNull
    public AdminReference adminAfter(KeyRecord old) {
        return origin.byPerson() && adminCredentialsId == null ? old.admin() : null;
    }

    /** Whether the credential is one that is meant. */
    public boolean means(Target target) {
        return target.credentialsId().equals(credentialsId)
                && (store == null || target.store().equals(store));
    }

    /** What is meant, in words. */
    public String describe() {
        return store == null
                ? Messages.RotateRequest_inAny(credentialsId)
                : Messages.RotateRequest_in(new Target(store, credentialsId).describe());
    }
}
