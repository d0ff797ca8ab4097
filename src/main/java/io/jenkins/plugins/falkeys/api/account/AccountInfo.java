package io.jenkins.plugins.falkeys.api.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigDecimal;

/**
 * The account of an admin key.
 *
 * @param username the account's name at fal: one line of 1 to 255 characters, which must be escaped where it is shown
 * @param balance the remaining credits; null if fal does not say, or if the admin key may not see them
 * @param currency the currency of the balance, usually an ISO 4217 code; null if fal does not say
 */
public record AccountInfo(
        String username,
        @CheckForNull BigDecimal balance,
        @CheckForNull String currency) {}
