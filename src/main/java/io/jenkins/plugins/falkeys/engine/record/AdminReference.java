package io.jenkins.plugins.falkeys.engine.record;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What the ledger keeps of an admin key, enough to find it again and to notice that it was replaced.
 *
 * @param credentialsId ID of the credential that holds it
 * @param context full name of the item where that ID resolved; empty for the controller's own
 * @param keyId the admin key's own ID; empty when it names none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AdminReference(String credentialsId, String context, String keyId) {

    /** Whether both certainly are one and the same admin key, and so of one account. */
    public boolean isSameAs(AdminReference other) {
        return !keyId.isEmpty() && keyId.equals(other.keyId);
    }

    /** Whether both are found at the same place, and nothing tells that one admin key replaced another. */
    public boolean mayBe(AdminReference other) {
        return credentialsId.equals(other.credentialsId)
                && context.equals(other.context)
                && (keyId.isEmpty() || other.keyId.isEmpty() || keyId.equals(other.keyId));
    }

    public AdminReference renamed(String oldName, String newName) {
        return context.equals(oldName) ? new AdminReference(credentialsId, newName, keyId) : this;
    }
}
