package io.jenkins.plugins.falkeys.api.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigDecimal;

/**
 * The account of an admin key.
 *
 * @param username the account's name at fal: one line of 1 to 255 characters, to be escaped where it is shown
 * @param balance the credits that are left; null when fal does not tell, or the admin key may not see them
 * @param currency of the balance, usually as in ISO 4217; null when fal does not tell
 */
public record AccountInfo(
        String username,
        @CheckForNull BigDecimal balance,
        @CheckForNull String currency) {}
