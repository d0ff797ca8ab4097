package io.jenkins.plugins.falkeys.engine.record;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.jenkins.plugins.falkeys.engine.Messages;

/**
 * The credential that holds, or should hold, a key.
 *
 * @param store full name of the folder whose store it is; empty for the root store
 * @param credentialsId the credential's ID
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Target(String store, String credentialsId) {

    /** The credential in words, for a log or an error. */
    public String describe() {
        return store.isEmpty() ? Messages.Target_inRoot(credentialsId) : Messages.Target_inFolder(credentialsId, store);
    }

    public Target renamed(String oldName, String newName) {
        return store.equals(oldName) ? new Target(newName, credentialsId) : this;
    }
}
