package io.jenkins.plugins.falkeys;

import hudson.model.Item;
import hudson.util.ListBoxModel;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What the forms of the steps and of the freestyle parts have in common. */
public interface FalKeysForm {

    /** Admin keys for the drop-down. */
    @POST
    default ListBoxModel doFillAdminCredentialsIdItems(
            @AncestorInPath Item item, @QueryParameter String adminCredentialsId) {
        return FalKeys.get().adminCredentials(item, adminCredentialsId);
    }

    /** What can be done when a credential is there already, for the drop-down. */
    @POST
    default ListBoxModel doFillIfExistsItems() {
        return FalKeys.get().ifExistsChoices();
    }
}
