package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * What a user asks for.
 *
 * @param alias the key's alias, not checked yet
 * @param uniqueAlias whether the alias was made here so that no other key has it
 * @param adminCredentialsId ID of the admin key's credential; null for the configured one
 * @param admin the admin key itself where it is not to be chosen any more; null where it is
 */
public record KeyRequest(
        Origin origin,
        String alias,
        boolean uniqueAlias,
        @CheckForNull String adminCredentialsId,
        @CheckForNull AdminReference admin) {

    /** A request whose admin key is chosen by its ID. */
    public KeyRequest(Origin origin, String alias, boolean uniqueAlias, @CheckForNull String adminCredentialsId) {
        this(origin, alias, uniqueAlias, adminCredentialsId, null);
    }

    /** An alias that a user left out is empty, which is refused like any other bad one. */
    public KeyRequest {
        alias = alias == null ? "" : alias;
    }

    /** The same request under another alias that no other key has. */
    KeyRequest renewed() {
        return new KeyRequest(origin, UniqueAlias.renew(alias), true, adminCredentialsId, admin);
    }
}
