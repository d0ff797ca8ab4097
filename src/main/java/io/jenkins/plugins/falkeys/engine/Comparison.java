package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.time.Instant;
import java.util.List;

/**
 * What fal and the ledger know of the keys of one account.
 *
 * @param admin the admin key that found them
 * @param error why fal's list could not be read; null when it was, and both lists are empty when it was not
 * @param onlyAtFal the keys that fal lists and no record names, not even as one that it may be, without the admin key itself
 * @param onlyHere the records of live keys that fal does not list
 */
public record Comparison(
        AdminReference admin, @CheckForNull String error, List<Listed> onlyAtFal, List<KeyRecord> onlyHere) {

    /**
     * A key as fal lists it.
     *
     * @param scope what fal says that it may do; empty if fal did not say
     * @param createdAt null if fal did not say
     * @param holder the credential that holds the key, which can be adopted then; null when none does
     */
    public record Listed(
            String keyId,
            String alias,
            String scope,
            @CheckForNull Instant createdAt,
            @CheckForNull Target holder) {}
}
