package io.jenkins.plugins.falkeys;

import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Shared by the forms in which an admin key can be chosen. */
public interface AdminKeyForm {

    /** The admin keys to choose from, for the drop-down. */
    @POST
    default ListBoxModel doFillAdminCredentialsIdItems(
            @AncestorInPath Item item, @QueryParameter String adminCredentialsId) {
        return FalKeys.get().adminCredentials(item, adminCredentialsId);
    }

    @POST
    default FormValidation doCheckAdminCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        return FalKeys.get().checkAdminCredentialsId(item, value);
    }
}
