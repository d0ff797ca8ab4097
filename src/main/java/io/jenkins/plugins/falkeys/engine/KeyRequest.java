package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * What a user asks for.
 *
 * @param alias the key's alias, not checked yet
 * @param uniqueAlias whether the alias was made here so that no other key has it
 * @param adminCredentialsId ID of the admin key's credential; null for the configured one
 */
public record KeyRequest(
        Origin origin,
        String alias,
        boolean uniqueAlias,
        @CheckForNull String adminCredentialsId) {

    /** An alias that a user left out is empty, which is refused like any other bad one. */
    public KeyRequest {
        alias = alias == null ? "" : alias;
    }

    /** The same request under another alias that no other key has. */
    KeyRequest renewed() {
        return new KeyRequest(origin, UniqueAlias.renew(alias), true, adminCredentialsId);
    }
}
