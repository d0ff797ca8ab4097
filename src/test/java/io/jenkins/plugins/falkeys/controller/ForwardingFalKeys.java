package io.jenkins.plugins.falkeys.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import java.util.List;

/** Forwards to the real entry point, except for the engine. */
abstract class ForwardingFalKeys extends FalKeys {

    private final FalKeys usual;

    ForwardingFalKeys(FalKeys usual) {
        this.usual = usual;
    }

    @Override
    public ListBoxModel adminCredentials(@CheckForNull Item context, @CheckForNull String current) {
        return usual.adminCredentials(context, current);
    }

    @Override
    public ListBoxModel controllerAdminCredentials(@CheckForNull String current) {
        return usual.controllerAdminCredentials(current);
    }

    @Override
    public ListBoxModel ifExistsChoices() {
        return usual.ifExistsChoices();
    }

    @Override
    public FormValidation checkAlias(@CheckForNull Item context, @CheckForNull String value) {
        return usual.checkAlias(context, value);
    }

    @Override
    public FormValidation checkVariable(@CheckForNull Item context, @CheckForNull String value) {
        return usual.checkVariable(context, value);
    }

    @Override
    public FormValidation checkNewCredentialsId(@CheckForNull Item context, @CheckForNull String value) {
        return usual.checkNewCredentialsId(context, value);
    }

    @Override
    public FormValidation checkManagedCredentialsId(
            @CheckForNull Item context, @CheckForNull String folder, @CheckForNull String value) {
        return usual.checkManagedCredentialsId(context, folder, value);
    }

    @Override
    public FormValidation checkMaxCost(@CheckForNull Item context, @CheckForNull String value) {
        return usual.checkMaxCost(context, value);
    }

    @Override
    public Exception interruption(String why) {
        return usual.interruption(why);
    }

    @Override
    public FormValidation checkAdminCredentialsId(@CheckForNull Item context, @CheckForNull String value) {
        return usual.checkAdminCredentialsId(context, value);
    }

    @Override
    public String testConnection(String adminCredentialsId, String apiUrl) throws KeyException {
        return usual.testConnection(adminCredentialsId, apiUrl);
    }

    @Override
    public List<String> differencesFromOwner() {
        return usual.differencesFromOwner();
    }

    @Override
    public void takeLedgerOver() {
        usual.takeLedgerOver();
    }
}
