package io.jenkins.plugins.falkeys.engine.request;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;

/**
 * A user's request to rotate a key.
 *
 * @param store full name of the folder whose store has the credential; empty for the root store; null for any store
 * @param credentialsId ID of the credential whose key is replaced
 * @param alias the new key's alias; null to keep the old one
 * @param graceMinutes how long the old key stays alive, in minutes
 * @param adminCredentialsId ID of the credential with the admin key that mints the new key; null for the configured one
 */
public record RotateRequest(
        Origin origin,
        @CheckForNull String store,
        String credentialsId,
        @CheckForNull String alias,
        int graceMinutes,
        @CheckForNull String adminCredentialsId) {

    /** The default grace period, in minutes. Most builds that use the old key have ended by then. */
    public static final int DEFAULT_GRACE_MINUTES = 60;

    /** For a build, which refers to a credential by its ID only. */
    public RotateRequest(
            Origin origin,
            String credentialsId,
            @CheckForNull String alias,
            int graceMinutes,
            @CheckForNull String adminCredentialsId) {
        this(origin, null, credentialsId, alias, graceMinutes, adminCredentialsId);
    }

    /** The same request, for a key that belongs to a job. */
    public RotateRequest onBehalfOf(String job) {
        return new RotateRequest(origin.onBehalfOf(job), store, credentialsId, alias, graceMinutes, adminCredentialsId);
    }

    /**
     * The admin key to mint with: that of the old key if a person requests the rotation without choosing one, since a
     * person may use all of them. Null to choose it as usual.
     */
    @CheckForNull
    public AdminReference adminFor(KeyRecord old) {
        return origin.byPerson() && adminCredentialsId == null ? old.admin() : null;
    }

    /** Whether the request is about this credential. */
    public boolean matches(Target target) {
        return target.credentialsId().equals(credentialsId)
                && (store == null || target.store().equals(store));
    }

    /** Describes the credential in words. */
    public String describe() {
        return store == null
                ? Messages.RotateRequest_inAny(credentialsId)
                : Messages.RotateRequest_in(new Target(store, credentialsId).describe());
    }
}
