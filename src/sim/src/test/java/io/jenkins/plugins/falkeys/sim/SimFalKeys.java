package io.jenkins.plugins.falkeys.sim;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyService;
import java.util.List;

/** The entry point to the engine of the simulated controller, which has no forms. */
final class SimFalKeys extends FalKeys {

    private final KeyService keys;

    SimFalKeys(KeyService keys) {
        this.keys = keys;
    }

    @Override
    public KeyService keys() {
        return keys;
    }

    @Override
    public ListBoxModel adminCredentials(@CheckForNull Item context, @CheckForNull String current) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ListBoxModel controllerAdminCredentials(@CheckForNull String current) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ListBoxModel ifExistsChoices() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FormValidation checkAlias(@CheckForNull Item context, @CheckForNull String value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FormValidation checkVariable(@CheckForNull Item context, @CheckForNull String value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FormValidation checkNewCredentialsId(@CheckForNull Item context, @CheckForNull String value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FormValidation checkManagedCredentialsId(
            @CheckForNull Item context, @CheckForNull String folder, @CheckForNull String value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FormValidation checkAdminCredentialsId(@CheckForNull Item context, @CheckForNull String value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FormValidation checkMaxCost(@CheckForNull Item context, @CheckForNull String value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Exception interruption(String why) {
        return new AbortException(why);
    }

    @Override
    public String testConnection(String adminCredentialsId, String apiUrl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> differencesFromOwner() {
        return List.of();
    }

    @Override
    public void takeLedgerOver() {
        throw new UnsupportedOperationException();
    }
}
