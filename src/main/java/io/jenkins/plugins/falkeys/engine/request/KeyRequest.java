package io.jenkins.plugins.falkeys.engine.request;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.CostLimit;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.math.BigDecimal;

/**
 * A user's request for a key.
 *
 * @param alias the key's alias, not validated yet
 * @param uniqueAlias whether the plugin generated the alias, so that no other key has it
 * @param adminCredentialsId ID of the admin key's credential; null for the configured one
 * @param admin the admin key to use, if it has already been chosen; null otherwise
 * @param maxCost the cost at which the key is revoked; null for no limit
 */
public record KeyRequest(
        Origin origin,
        String alias,
        boolean uniqueAlias,
        @CheckForNull String adminCredentialsId,
        @CheckForNull AdminReference admin,
        @CheckForNull BigDecimal maxCost) {

    /** A request whose admin key is still to be chosen. */
    public KeyRequest(Origin origin, String alias, boolean uniqueAlias, @CheckForNull String adminCredentialsId) {
        this(origin, alias, uniqueAlias, adminCredentialsId, null, null);
    }

    /** A missing alias becomes an empty one, which is rejected like any other invalid alias. */
    public KeyRequest {
        alias = alias == null ? "" : alias;
    }

    /** The same request with another unique alias. */
    public KeyRequest renewed(String newAlias) {
        return new KeyRequest(origin, newAlias, true, adminCredentialsId, admin, maxCost);
    }

    /**
     * The same request with a cost limit.
     *
     * @param amount as a user entered it; null for no limit
     * @throws KeyException if it is not a valid amount
     */
    public KeyRequest limitedTo(@CheckForNull String amount) throws KeyException {
        try {
            return amount == null
                    ? this
                    : new KeyRequest(origin, alias, uniqueAlias, adminCredentialsId, admin, CostLimit.amount(amount));
        } catch (IllegalArgumentException e) {
            throw new KeyException(Messages.KeyException_notMade(e.getMessage()));
        }
    }
}
