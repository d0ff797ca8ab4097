package io.jenkins.plugins.falkeys.engine;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What the ledger keeps of an admin key, enough to find it again and to notice that it was replaced.
 *
 * @param credentialsId ID of the credential that holds it
 * @param context full name of the item where that ID resolved; empty for the controller's own
 * @param keyId the admin key's own ID; empty when it names none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AdminReference(String credentialsId, String context, String keyId) {}
