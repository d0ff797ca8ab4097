package io.jenkins.plugins.falkeys.engine.record;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What records keep about an admin key: enough to find it again, and to notice if it was replaced.
 *
 * @param credentialsId ID of the credential that holds it
 * @param context full name of the item where that ID was found; empty for the controller's own
 * @param keyId the admin key's own ID; empty if it has none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AdminReference(String credentialsId, String context, String keyId) {

    /** Whether both are certainly the same admin key, so that they belong to the same account. */
    public boolean isSameAs(AdminReference other) {
        return !keyId.isEmpty() && keyId.equals(other.keyId);
    }

    /** Whether both are found in the same place, and nothing shows that one has replaced the other. */
    public boolean mayBeSameAs(AdminReference other) {
        return credentialsId.equals(other.credentialsId)
                && context.equals(other.context)
                && (keyId.isEmpty() || other.keyId.isEmpty() || keyId.equals(other.keyId));
    }

    public AdminReference renamed(String oldName, String newName) {
        return context.equals(oldName) ? new AdminReference(credentialsId, newName, keyId) : this;
    }
}
