package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.time.Instant;
import java.util.List;

/**
 * The differences between fal's key list and the ledger for one account.
 *
 * @param admin the admin key that read the list
 * @param error why fal's list could not be read, in which case both lists are empty; null if it could
 * @param onlyAtFal the keys that fal lists but no record names, not even as a candidate; without the admin key itself
 * @param onlyHere the records of live keys that fal does not list
 */
public record Comparison(
        AdminReference admin, @CheckForNull String error, List<Listed> onlyAtFal, List<KeyRecord> onlyHere) {

    /**
     * A key as fal lists it.
     *
     * @param scope what the key may do; empty if fal does not say
     * @param createdAt null if fal does not say
     * @param holder the credential that holds the key, so that it can be adopted; null if there is none
     */
    public record Listed(
            String keyId,
            String alias,
            String scope,
            @CheckForNull Instant createdAt,
            @CheckForNull Target holder) {}
}
