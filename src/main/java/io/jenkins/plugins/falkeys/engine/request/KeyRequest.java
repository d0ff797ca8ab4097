package io.jenkins.plugins.falkeys.engine.request;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.CostLimit;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import java.math.BigDecimal;

/**
 * What a user asks for.
 *
 * @param alias the key's alias, not checked yet
 * @param uniqueAlias whether the alias was generated here so that no other key has it
 * @param adminCredentialsId ID of the admin key's credential; null for the configured one
 * @param admin the admin key itself where it is not to be chosen any more; null where it is
 * @param owner the item that the key shall belong to; null for the one of the origin
 * @param maxCost what the key may cost before it is revoked; null for any amount
 */
public record KeyRequest(
        Origin origin,
        String alias,
        boolean uniqueAlias,
        @CheckForNull String adminCredentialsId,
        @CheckForNull AdminReference admin,
        @CheckForNull Owner owner,
        @CheckForNull BigDecimal maxCost) {

    /** A request whose admin key is chosen by its ID. */
    public KeyRequest(Origin origin, String alias, boolean uniqueAlias, @CheckForNull String adminCredentialsId) {
        this(origin, alias, uniqueAlias, adminCredentialsId, null, null, null);
    }

    /** An alias that a user left out is empty, which is refused like any other bad one. */
    public KeyRequest {
        alias = alias == null ? "" : alias;
    }

    /** The same request under another alias that no other key has. */
    public KeyRequest renewed(String newAlias) {
        return new KeyRequest(origin, newAlias, true, adminCredentialsId, admin, owner, maxCost);
    }

    /**
     * The same request for a key that is revoked when it has cost that much.
     *
     * @param amount as a user gave it; null for no limit
     * @throws KeyException when that is no amount
     */
    public KeyRequest limitedTo(@CheckForNull String amount) throws KeyException {
        try {
            return amount == null
                    ? this
                    : new KeyRequest(
                            origin, alias, uniqueAlias, adminCredentialsId, admin, owner, CostLimit.amount(amount));
        } catch (IllegalArgumentException e) {
            throw new KeyException(Messages.KeyException_notMade(e.getMessage()));
        }
    }
}
